import type { HoldingStatus } from './holding-status.ts';
import type { WorkspaceSettings } from './workspaces.ts';

interface Hold {
  /** The statuses that lead to it, in their order. */
  readonly way: readonly string[];
  /** Where the run is once somebody let it through. */
  readonly letThrough: string;
  /** What follows by itself then; absent: the run rests there to be confirmed. */
  readonly next?: string;
}

const HOLDS: Readonly<Record<HoldingStatus, Hold>> = {
  pre_plan_awaiting_decision: { way: ['pre_plan_running'], letThrough: 'pre_plan_completed', next: 'plan_queued' },
  tf_policy_override: { way: ['planned'], letThrough: 'tf_policy_checked' },
  post_plan_awaiting_decision: { way: ['planned', 'post_plan_running'], letThrough: 'post_plan_completed' },
  policy_override: { way: ['planned', 'policy_checking'], letThrough: 'policy_checked' },
  pre_apply_awaiting_decision: {
    way: ['confirmed', 'pre_apply_running'],
    letThrough: 'pre_apply_completed',
    next: 'apply_queued',
  },
};

export const isHolding = (status: string): status is HoldingStatus => Object.hasOwn(HOLDS, status);

/** Where a run goes that was let through. */
export const afterHold = (status: HoldingStatus): string => HOLDS[status].letThrough;

/** Where a planned run rests to be confirmed: behind the check that holds it, where that comes after the plan. */
export function restingStatus({ holdsAt, restsAt }: WorkspaceSettings): string {
  const hold = holdsAt === undefined ? undefined : HOLDS[holdsAt];
  return hold === undefined || hold.next !== undefined ? restsAt : hold.letThrough;
}

/** The status that follows on the way to the hold of the workspace and from it; `undefined` off that way. */
export function statusAroundHold(status: string, { holdsAt, fetches }: WorkspaceSettings): string | undefined {
  if (holdsAt === undefined) return undefined;
  const { way, letThrough, next } = HOLDS[holdsAt];
  const first = fetches ? 'fetching_completed' : 'pending';
  const stations = [...(holdsAt === 'pre_plan_awaiting_decision' ? [first] : []), ...way, holdsAt];
  if (status === letThrough) return next;
  const place = stations.indexOf(status);
  return place < 0 ? undefined : stations[place + 1];
}
