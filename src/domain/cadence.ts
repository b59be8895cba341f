import { isSettled } from './lifecycle.ts';
import type { ActionRequest } from './request.ts';
import { phaseOf } from './run-status.ts';

/**
 * Poll intervals in milliseconds, by run status. Pending and queued runs change soonest, so they are polled most often;
 * planning and applying take longer. Polled by its id, a run costs no more calls than with HashiCorp's own back-off (2,
 * 4, 6, 7, 7, … s), and its changes are seen earlier.
 */
const SHORT = 2_500;
const PLANNING = 6_000;
const APPLYING = 8_000;
/** Blocked on a person, another run, a lock or a Slack outage. */
const WAITING = 8_000;

/** Interval of a sweep, which polls all runs at once, so that no run waits longer (milliseconds). */
export const SWEEP = 3_200;
/** Interval of a sweep that takes more than one page (milliseconds). */
export const SWEEP_OF_PAGES = 4_000;
/** Interval of a sweep if all moving runs are applying (milliseconds). */
export const SLOW_SWEEP = 5_000;

/** The poll interval of this request's run (milliseconds). */
export function cadenceOf(request: ActionRequest): number {
  const status = request.run?.status ?? 'pending';
  if (request.away?.what === 'slack') return WAITING;
  const { endSent } = request;
  // Ending the run was tried several times without an effect, so there is no hurry.
  if (endSent !== undefined && endSent.times > 2) return WAITING;
  if (request.ending !== undefined || isSettled(request.state)) return SHORT;
  if (request.waiting !== undefined || request.blocked !== undefined) return WAITING;
  if (phaseOf(status) === 'waits_in_hcp_terraform') return WAITING;
  if (status === 'planning') return PLANNING;
  return status === 'applying' ? APPLYING : SHORT;
}
