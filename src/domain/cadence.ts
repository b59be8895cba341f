import { isSettled } from './lifecycle.ts';
import type { ActionRequest } from './request.ts';
import { phaseOf } from './run-status.ts';

/**
 * How long after one reading the next is due, by what the run is waited for in (milliseconds). A run is seldom pending or
 * queued for long, so those readings find most; a plan takes longer, and applying longest. Read by its id alone, a run
 * costs no more calls so than with HashiCorp's own waits of 2, 4, 6, 7, 7, … s, and its changes are seen earlier.
 */
const SHORT = 2_500;
const PLANNING = 6_000;
const APPLYING = 8_000;
/** Only a person, another run or a lock can move it on, or the step that Slack is needed for has to wait for it. */
const WAITING = 8_000;

/** Everybody is read at once then, so nobody need wait longer (milliseconds). */
export const SWEEP = 3_200;
/** Where that takes more than one page. */
export const SWEEP_OF_PAGES = 4_000;
/** Where all that move are applying. */
export const SLOW_SWEEP = 5_000;

/** How long after a reading of this request's run the next one is due (milliseconds). */
export function cadenceOf(request: ActionRequest): number {
  const status = request.run?.status ?? 'pending';
  if (request.away?.what === 'slack') return WAITING;
  const { endSent } = request;
  // What was sent again and again without an effect needs no quick look.
  if (endSent !== undefined && endSent.times > 2) return WAITING;
  if (request.ending !== undefined || isSettled(request.state)) return SHORT;
  if (request.waiting !== undefined || request.blocked !== undefined) return WAITING;
  if (phaseOf(status) === 'waits_in_hcp_terraform') return WAITING;
  if (status === 'planning') return PLANNING;
  return status === 'applying' ? APPLYING : SHORT;
}
