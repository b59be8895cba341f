import type { HoldingStatus } from './holding-status.ts';
import type { WorkspaceSettings } from './workspaces.ts';

interface Hold {
  /** The statuses before it, in order. */
  readonly way: readonly string[];
  /** The status after somebody let the run through. */
  readonly letThrough: string;
  /** The automatic next status. Absent: the run waits for confirmation. */
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

/** The status of a run after it was let through. */
export const afterHold = (status: HoldingStatus): string => HOLDS[status].letThrough;

/** Where a planned run waits for confirmation: after the check that holds it, if that comes after the plan. */
export function restingStatus({ holdsAt, restsAt }: WorkspaceSettings): string {
  const hold = holdsAt === undefined ? undefined : HOLDS[holdsAt];
  return hold === undefined || hold.next !== undefined ? restsAt : hold.letThrough;
}

/** The next status on the way to the workspace's hold and out of it. `undefined` for any other status. */
export function statusAroundHold(status: string, { holdsAt, fetches }: WorkspaceSettings): string | undefined {
  if (holdsAt === undefined) return undefined;
  const { way, letThrough, next } = HOLDS[holdsAt];
  const first = fetches ? 'fetching_completed' : 'pending';
  const stations = [...(holdsAt === 'pre_plan_awaiting_decision' ? [first] : []), ...way, holdsAt];
  if (status === letThrough) return next;
  const place = stations.indexOf(status);
  return place < 0 ? undefined : stations[place + 1];
}
