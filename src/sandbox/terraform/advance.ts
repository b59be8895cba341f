import { abandonRun, endOfApply, finishApply, startApply } from './apply-run.ts';
import { workspaceOf } from './find-in-world.ts';
import { appliesByItself } from './flags.ts';
import { statusAroundHold } from './holds.ts';
import { millisecondsIn } from './pace.ts';
import { finishPlan, plansNothing, startPlan } from './plan-run.ts';
import { currentRun, fillPlace, whatHolds } from './queue.ts';
import { isFinal, type Run } from './runs.ts';
import type { Workspace } from './workspaces.ts';
import type { World } from './world.ts';

const AFTER_PLANNED = {
  planned: undefined,
  post_plan_completed: 'post_plan_running',
  cost_estimated: 'cost_estimating',
  policy_checked: 'policy_checking',
} as const;

const PLAN_IS_OVER = new Set(['planned', 'planned_and_finished', 'planned_and_saved', 'confirmed', 'apply_queued']);
const CHECKS = /^(?:post_plan|cost|policy|tf_policy|pre_apply)_/;

/** The next status without a person's help, or `undefined` if there is none. */
function nextStatus(run: Run, { settings }: Workspace): string | undefined {
  const confirmedOrWaiting = appliesByItself(run) ? 'confirmed' : undefined;
  const around = statusAroundHold(run.status, settings);
  if (around !== undefined) return around;
  switch (run.status) {
    case 'pending':
      return settings.fetches ? 'fetching' : 'plan_queued';
    case 'fetching':
      return 'fetching_completed';
    case 'fetching_completed':
    case 'queuing':
      return 'plan_queued';
    case 'plan_queued':
      return 'planning';
    case 'planned':
      return AFTER_PLANNED[settings.restsAt] ?? confirmedOrWaiting;
    case 'post_plan_running':
      return 'post_plan_completed';
    case 'cost_estimating':
      return 'cost_estimated';
    case 'policy_checking':
      return 'policy_checked';
    case 'post_plan_completed':
    case 'cost_estimated':
    case 'policy_checked':
    case 'tf_policy_checked':
      return confirmedOrWaiting;
    case 'confirmed':
      return 'apply_queued';
    case 'apply_queued':
      return 'applying';
    default:
      return undefined;
  }
}

function statusAfterPlanning(world: World, run: Run, workspace: Workspace): string {
  finishPlan(world, run, workspace);
  if (run.planError !== undefined) return 'errored';
  // Nobody can override a policy for a run that can never be applied.
  if (run.planOnly && workspace.settings.holdsAt === 'policy_override') return 'policy_soft_failed';
  return run.planOnly || plansNothing(run, workspace) ? 'planned_and_finished' : 'planned';
}

/** Completes the run's current step and returns its next status, or `undefined` if there is none. */
export function stepOf(world: World, run: Run): string | undefined {
  const workspace = workspaceOf(world, run);
  if (run.status === 'pending' && whatHolds(world, run) !== undefined) return undefined;
  if (run.forceCancelAt !== undefined) return undefined;
  if (run.status === 'planning') return statusAfterPlanning(world, run, workspace);
  if (run.status === 'applying') return endOfApply(run);
  return nextStatus(run, workspace);
}

/** Updates the plan, apply, logs and invocations to match the status. */
function catchUp(world: World, run: Run, workspace: Workspace): void {
  const { status } = run;
  const duration = world.pace === 'manual' ? undefined : millisecondsIn(world.pace, 'applying');
  const now = world.clock.now();
  if (status === 'plan_queued') {
    run.plan.queuedAt = now;
    run.plan.status = 'queued';
  }
  if (status === 'planning') startPlan(world, run, workspace);
  if (PLAN_IS_OVER.has(status) || CHECKS.test(status) || status === 'applying' || status === 'applied')
    finishPlan(world, run, workspace);
  if (status === 'apply_queued') {
    run.apply.queuedAt = now;
    run.apply.status = 'queued';
  }
  if (status === 'applying') startApply(world, run, workspace, duration);
  if (status === 'applied') finishApply(world, run, workspace, 'applied');
  if (status === 'errored' && run.apply.startedAt !== undefined) finishApply(world, run, workspace, 'errored');
  if (isFinal(run) && run.apply.endedAt === undefined) abandonRun(world, run, workspace);
}

/** The only function that changes a run's status. */
export function enter(world: World, run: Run, status: string): void {
  const workspace = workspaceOf(world, run);
  run.stopWaiting?.();
  run.stopWaiting = undefined;
  run.status = status;
  run.updatedAt = world.clock.now();
  run.timestamps.set(`${status.replaceAll('_', '-')}-at`, run.updatedAt);
  catchUp(world, run, workspace);
  if (isFinal(run)) {
    run.queued?.forget();
    run.queued = undefined;
    settleQueue(world, workspace);
  }
  schedule(world, run);
  world.changed();
}

/** Starts the next run, after any change that may allow it. */
export function settleQueue(world: World, workspace: Workspace): void {
  fillPlace(world, workspace);
  const current = currentRun(world, workspace);
  if (current !== undefined) schedule(world, current);
}

/** Schedules the run's next status, unless the pace is manual. */
export function schedule(world: World, run: Run): void {
  if (world.pace === 'manual' || run.stopWaiting !== undefined || !movesByItself(world, run)) return;
  run.stopWaiting = world.later(millisecondsIn(world.pace, run.status), () => {
    run.stopWaiting = undefined;
    const status = world.runs.has(run.id) ? stepOf(world, run) : undefined;
    if (status !== undefined) enter(world, run, status);
  });
}

function movesByItself(world: World, run: Run): boolean {
  if (run.status === 'planning' || run.status === 'applying') return run.forceCancelAt === undefined;
  return stepOf(world, run) !== undefined;
}
