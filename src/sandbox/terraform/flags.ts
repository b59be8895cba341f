import { isHolding, restingStatus } from './holds.ts';
import { isFinal, type Run, type RunFlags } from './runs.ts';
import type { Workspace } from './workspaces.ts';

const STOPPABLE = new Set([
  'fetching',
  'fetching_completed',
  'pre_plan_running',
  'pre_plan_completed',
  'queuing',
  'plan_queued',
  'planning',
  'confirmed',
  'pre_apply_running',
  'pre_apply_completed',
  'queuing_apply',
  'apply_queued',
  'applying',
]);

/** HCP Terraform's own group, `filter[status_group]=discardable`. */
export const DISCARDABLE: ReadonlySet<string> = new Set([
  'planned',
  'planned_and_saved',
  'cost_estimated',
  'policy_checked',
  'policy_override',
  'post_plan_running',
  'post_plan_completed',
]);

/**
 * True in the status in which the workspace's runs wait for confirmation. A run held by a check can be confirmed once
 * it was let through.
 */
const isAtRest = (run: Run, { settings }: Workspace): boolean => run.status === restingStatus(settings);

export function appliesByItself(run: Run): boolean {
  return run.autoApply && run.creatorMayApply;
}

/** The run's `actions` flags. A queued decision that is not visible yet changes none: 202 only queues. */
export function flagsOf(run: Run, workspace: Workspace, now: number): RunFlags {
  const { pendingIs } = workspace.settings;
  const heldIs = isHolding(run.status) ? workspace.settings.heldIs : undefined;
  const wasCanceled = run.forceCancelAt !== undefined;
  const pending = run.status === 'pending';
  return {
    'is-cancelable':
      !wasCanceled && (STOPPABLE.has(run.status) || (pending && pendingIs === 'cancelable') || heldIs === 'cancelable'),
    'is-confirmable':
      (isAtRest(run, workspace) && !run.planOnly && !appliesByItself(run)) || run.status === 'planned_and_saved',
    'is-discardable':
      DISCARDABLE.has(run.status) || (pending && pendingIs === 'discardable') || heldIs === 'discardable',
    'is-force-cancelable': !isFinal(run) && run.forceCancelAt !== undefined && run.forceCancelAt <= now,
    ...run.flags,
  };
}
