import type { ActionRequest } from './request.ts';
import type { KeptRun } from './run.ts';
import { isFinal, isPastConfirmation, phaseOf } from './run-status.ts';

type Limited = Pick<ActionRequest, 'confirmedAt' | 'ending' | 'waiting'> & {
  readonly run?: Pick<KeptRun, 'status' | 'timestamps' | 'apply'>;
};

/** The bot or a person decided to confirm the run, and HCP Terraform does not show it yet. */
export const isBeingConfirmed = ({ confirmedAt, ending, run }: Limited): boolean =>
  confirmedAt !== undefined && ending === undefined && (run === undefined || !isPastConfirmation(run));

/**
 * A limit of time holds for every run that was not confirmed, since it holds or will hold its workspace's queue. It also
 * holds for one that a run task stops before the apply, which has invoked nothing.
 */
export function isRunLimited({ ending, run, waiting }: Limited): boolean {
  if (ending !== undefined) return false;
  if (run === undefined || waiting?.because === 'hcp_terraform') return true;
  return !isFinal(phaseOf(run.status)) && !isPastConfirmation(run);
}

/** Whether its limit of time is over, so that nothing of it may go ahead any more. */
export const isOutOfTime = ({ deadline }: Pick<ActionRequest, 'deadline'>, now: number): boolean =>
  deadline !== undefined && deadline.getTime() <= now;
