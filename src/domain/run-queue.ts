import { isPlanned, type Run } from './run.ts';
import type { RunStatus } from './run-status.ts';

/** What a run waits for while nothing works on it. */
export type RunQueue =
  /** The workspace is locked, or other runs are in front. */
  'workspace' | 'configuration' | 'run_task' | 'worker_to_plan' | 'worker_to_apply';

/**
 * The queue of each status. `undefined` if Terraform or a check works on the run, a person has to decide, or it is
 * over.
 */
const QUEUES = {
  pending: 'workspace',
  fetching: 'configuration',
  fetching_completed: 'worker_to_plan',
  pre_plan_running: 'run_task',
  pre_plan_completed: 'worker_to_plan',
  pre_plan_awaiting_decision: undefined,
  queuing: 'worker_to_plan',
  plan_queued: 'worker_to_plan',
  planning: undefined,
  planned: undefined,
  tf_policy_checked: undefined,
  tf_policy_override: undefined,
  post_plan_running: 'run_task',
  post_plan_completed: undefined,
  post_plan_awaiting_decision: undefined,
  cost_estimating: undefined,
  cost_estimated: undefined,
  policy_checking: undefined,
  policy_override: undefined,
  policy_soft_failed: undefined,
  policy_checked: undefined,
  planned_and_saved: undefined,
  confirmed: 'worker_to_apply',
  pre_apply_running: 'run_task',
  pre_apply_completed: 'worker_to_apply',
  pre_apply_awaiting_decision: undefined,
  queuing_apply: 'worker_to_apply',
  apply_queued: 'worker_to_apply',
  applying: undefined,
  post_apply_running: undefined,
  post_apply_completed: undefined,
  applied: undefined,
  planned_and_finished: undefined,
  errored: undefined,
  discarded: undefined,
  canceled: undefined,
  force_canceled: undefined,
  assessing: undefined,
  assessed: undefined,
} as const satisfies Record<RunStatus, RunQueue | undefined>;

/** What a run in this status waits for. `undefined` if it is not queued or the status is unknown. */
export const queueOf = (status: string): RunQueue | undefined =>
  Object.hasOwn(QUEUES, status) ? QUEUES[status as RunStatus] : undefined;

/** True if planning has not started, so that the deadline to start can be extended. */
export const isYetToStart = (run: Pick<Run, 'status' | 'plan' | 'timestamps'> | undefined): boolean =>
  run === undefined || (queueOf(run.status) !== undefined && !isPlanned(run));

/** How long HCP Terraform may take to hand a run to a free worker (milliseconds). */
export const QUEUE_PATIENCE = 15_000;

/** When the run entered its status, if HCP Terraform says so. */
export function sinceStatus({ status, timestamps }: Pick<Run, 'status' | 'timestamps'>): Date | undefined {
  const since = new Date(timestamps[`${status.replaceAll('_', '-')}-at`] ?? '');
  return Number.isNaN(since.getTime()) ? undefined : since;
}
