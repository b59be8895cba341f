import type { Run } from './run.ts';

/**
 * Our reading of a run's status. Whether a run can be confirmed, discarded or canceled never depends on it, but on the
 * run's own `actions`.
 */
export type RunPhase =
  | 'pending'
  | 'moving'
  /** Planned and possibly waiting; `is-confirmable` says so. */
  | 'planned'
  /** Only a person in HCP Terraform can continue it: a policy or a run task waits for a decision. */
  | 'waits_in_hcp_terraform'
  | 'applying'
  | 'applied'
  | 'planned_and_finished'
  | 'policy_soft_failed'
  | 'errored'
  | 'discarded'
  | 'canceled';

/**
 * Every status in HashiCorp's documentation, clients and OpenAPI description, and two that were seen only in real
 * responses.
 */
export const RUN_STATUSES = {
  pending: 'pending',
  fetching: 'moving',
  fetching_completed: 'moving',
  pre_plan_running: 'moving',
  pre_plan_completed: 'moving',
  pre_plan_awaiting_decision: 'waits_in_hcp_terraform',
  queuing: 'moving',
  plan_queued: 'moving',
  planning: 'moving',
  planned: 'planned',
  tf_policy_checked: 'planned',
  tf_policy_override: 'waits_in_hcp_terraform',
  post_plan_running: 'moving',
  post_plan_completed: 'planned',
  post_plan_awaiting_decision: 'waits_in_hcp_terraform',
  cost_estimating: 'moving',
  cost_estimated: 'planned',
  policy_checking: 'moving',
  policy_override: 'waits_in_hcp_terraform',
  policy_soft_failed: 'policy_soft_failed',
  policy_checked: 'planned',
  planned_and_saved: 'planned',
  confirmed: 'applying',
  pre_apply_running: 'applying',
  pre_apply_completed: 'applying',
  pre_apply_awaiting_decision: 'waits_in_hcp_terraform',
  queuing_apply: 'applying',
  apply_queued: 'applying',
  applying: 'applying',
  post_apply_running: 'applying',
  post_apply_completed: 'applying',
  applied: 'applied',
  planned_and_finished: 'planned_and_finished',
  errored: 'errored',
  discarded: 'discarded',
  canceled: 'canceled',
  force_canceled: 'canceled',
  assessing: 'moving',
  assessed: 'moving',
} as const satisfies Record<string, RunPhase>;

export type RunStatus = keyof typeof RUN_STATUSES;

/** The statuses in which a run can wait for a decision in HCP Terraform. */
export type WaitingStatus =
  | {
      [Status in RunStatus]: (typeof RUN_STATUSES)[Status] extends 'waits_in_hcp_terraform' ? Status : never;
    }[RunStatus]
  | 'policy_soft_failed';

/** The phase of a status. An unknown status counts as moving: it never ends a request, let alone well. */
export const phaseOf = (status: string): RunPhase =>
  Object.hasOwn(RUN_STATUSES, status) ? RUN_STATUSES[status as RunStatus] : 'moving';

/**
 * The phase of a run. A soft failure ends a plan-only run. HashiCorp's own clients disagree whether other runs can rest
 * there: one that can still be discarded is not over, and somebody could still apply it.
 */
export function phaseOfRun({ status, planOnly, actions }: Pick<Run, 'status' | 'planOnly' | 'actions'>): RunPhase {
  const phase = phaseOf(status);
  const rests = actions.discardable || actions.confirmable;
  return phase === 'policy_soft_failed' && !planOnly && rests ? 'waits_in_hcp_terraform' : phase;
}

const BEGUN = ['confirmed-at', 'queuing-apply-at', 'apply-queued-at', 'applying-at', 'applied-at'];
const APPLY_BEGUN = ['running', 'errored', 'canceled', 'finished'];

/** True if HCP Terraform shows that the run was confirmed, by anybody. */
export function isPastConfirmation({
  status,
  timestamps,
  apply,
}: Pick<Run, 'status' | 'timestamps' | 'apply'>): boolean {
  const phase = phaseOf(status);
  return (
    phase === 'applying' ||
    phase === 'applied' ||
    BEGUN.some((name) => Object.hasOwn(timestamps, name)) ||
    (apply?.status !== undefined && APPLY_BEGUN.includes(apply.status))
  );
}

const FINAL_PHASES = [
  'applied',
  'planned_and_finished',
  'policy_soft_failed',
  'errored',
  'discarded',
  'canceled',
] as const satisfies readonly RunPhase[];

/** A phase that no other phase follows. */
export type FinalPhase = (typeof FINAL_PHASES)[number];

export const isFinal = (phase: RunPhase): phase is FinalPhase => FINAL_PHASES.some((final) => final === phase);
