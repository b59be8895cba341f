import { isRehearsal } from './entry.ts';
import type { ActionRequest } from './request.ts';
import type { Run } from './run.ts';
import { queueOf } from './run-queue.ts';
import { isFinal, isPastConfirmation, phaseOfRun } from './run-status.ts';

/** What the bot does after a poll of the run. */
export type Step =
  | 'read_verdict'
  | 'settle_without_verdict'
  | 'settle_rehearsal'
  | 'end_run'
  | 'hold_and_confirm'
  | 'wait_in_hcp_terraform'
  | 'explain_block'
  | 'wait';

/**
 * True if the run was confirmed by anybody. Our own decision to confirm counts, since the call may have arrived
 * although we got no answer.
 */
export const wasConfirmed = (request: ActionRequest, run: Run): boolean =>
  request.confirmedAt !== undefined || isPastConfirmation(run);

export function nextStep(request: ActionRequest, run: Run): Step {
  const phase = phaseOfRun(run);
  if (isFinal(phase)) {
    const rehearsed = isRehearsal(request.asked.entry) && phase === 'planned_and_finished';
    if (rehearsed && request.ending === undefined) return 'settle_rehearsal';
    const asksForVerdict = phase === 'applied' || phase === 'errored' || phase === 'canceled';
    return asksForVerdict && wasConfirmed(request, run) ? 'read_verdict' : 'settle_without_verdict';
  }
  if (request.ending !== undefined && (phase !== 'applying' || request.ending.state === 'canceled')) return 'end_run';
  if (run.actions.confirmable) {
    const waits = request.waiting !== undefined && request.waiting.because !== 'hcp_terraform';
    return waits && request.confirmedAt === undefined ? 'wait' : 'hold_and_confirm';
  }
  if (phase === 'waits_in_hcp_terraform') {
    const said = request.waiting?.because === 'hcp_terraform' && request.waiting.status === run.status;
    return said ? 'wait' : 'wait_in_hcp_terraform';
  }
  const queue = queueOf(run.status);
  // A plan-only run is not blocked by locks and other runs.
  const isFree = queue === undefined || (queue === 'workspace' && run.planOnly);
  return isFree ? 'wait' : 'explain_block';
}
