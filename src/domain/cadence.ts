import type { ActionRequest } from './request.ts';
import { phaseOf } from './run-status.ts';
import { type Situation, situationOf } from './situation.ts';

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
export const cadenceOf = (request: ActionRequest): number =>
  request.away?.what === 'slack' ? WAITING : cadenceIn(situationOf(request), request.run?.status);

function cadenceIn(now: Situation, status: string | undefined): number {
  switch (now.kind) {
    case 'blocked':
    case 'queued':
    case 'waiting_for_person':
    case 'waiting_in_hcp_terraform':
      return WAITING;
    case 'being_ended':
      // Ending the run was tried several times without an effect, so there is no hurry.
      return (now.sent?.times ?? 0) > 2 ? WAITING : SHORT;
    case 'planning':
      if (phaseOf(status ?? 'pending') === 'waits_in_hcp_terraform') return WAITING;
      return status === 'planning' ? PLANNING : SHORT;
    case 'applying':
    case 'ended_too_late':
      return now.stage === 'applying' ? APPLYING : SHORT;
    default:
      return SHORT;
  }
}
