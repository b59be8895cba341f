import type { ActionRequest } from './request.ts';
import type { KeptRun } from './run.ts';
import { isFinal, isPastConfirmation, phaseOf } from './run-status.ts';

type Limited = Pick<ActionRequest, 'confirmedAt' | 'ending' | 'waiting'> & {
  readonly run?: Pick<KeptRun, 'status' | 'timestamps' | 'apply'>;
};

/** True if the bot or a person decided to confirm the run, but HCP Terraform does not show it yet. */
export const isBeingConfirmed = ({ confirmedAt, ending, run }: Limited): boolean =>
  confirmedAt !== undefined && ending === undefined && (run === undefined || !isPastConfirmation(run));

/**
 * True if the run has a deadline. Every unconfirmed run has one, since it holds or will hold its workspace's queue. So
 * does a run that a run task stops before the apply, which has invoked nothing.
 */
export function isRunLimited({ ending, run, waiting }: Limited): boolean {
  if (ending !== undefined) return false;
  if (run === undefined || waiting?.because === 'hcp_terraform') return true;
  return !isFinal(phaseOf(run.status)) && !isPastConfirmation(run);
}

/** True if the deadline has passed, so that nothing of it may continue. */
export const isOutOfTime = ({ deadline }: Pick<ActionRequest, 'deadline'>, now: number): boolean =>
  deadline !== undefined && deadline.getTime() <= now;
