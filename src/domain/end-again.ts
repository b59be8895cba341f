import type { EndSent } from './request.ts';
import type { Run } from './run.ts';
import { phaseOf } from './run-status.ts';

/** After an end was sent, the same is not sent again before this time, and then half as often each time (milliseconds). */
const AGAIN_AFTER = 10_000;
/** But no more seldom than this (milliseconds). */
const SELDOM = 60_000;

/** How long the call that was sent last has to show its effect (milliseconds). */
export const endAgainAfter = ({ times }: EndSent): number => Math.min(SELDOM, AGAIN_AFTER * 2 ** (times - 1));

/**
 * Whether a run may be ended by this call now, after what was sent before. A cancel is an interrupt to Terraform, and a
 * second one makes it exit at once, whatever it is doing. So none is sent while HCP Terraform shows or has said that it
 * cancels the run.
 */
export function mayEnd(
  act: EndSent['act'],
  run: Pick<Run, 'status' | 'canceledAt'>,
  sent: EndSent | undefined,
  now: number,
): boolean {
  if (act === 'cancel' && run.canceledAt !== undefined) return false;
  if (sent?.act !== act) return true;
  const phase = phaseOf(run.status);
  const interrupts = act === 'cancel' && (phase === 'moving' || phase === 'applying');
  if (interrupts && sent.accepted === true) return false;
  return now - sent.at.getTime() >= endAgainAfter(sent);
}
