import type { EndSent } from './request.ts';
import type { Run } from './run.ts';
import { phaseOf } from './run-status.ts';

/** The interval before the same ending call is repeated. It doubles with each repeat (milliseconds). */
const AGAIN_AFTER = 10_000;
/** The maximum of that interval (milliseconds). */
const SELDOM = 60_000;

/** How long to wait for the last call to take effect (milliseconds). */
export const endAgainAfter = ({ times }: EndSent): number => Math.min(SELDOM, AGAIN_AFTER * 2 ** (times - 1));

/**
 * True if this call may end the run now, given what was sent before. A cancel interrupts Terraform, and a second one
 * makes it exit at once, in the middle of anything. So none is sent while HCP Terraform shows, or has answered, that it
 * is canceling the run.
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
