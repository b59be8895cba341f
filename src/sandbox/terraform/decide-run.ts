import { enter } from './advance.ts';
import { workspaceOf } from './find-in-world.ts';
import { flagsOf } from './flags.ts';
import { afterHold, isHolding } from './holds.ts';
import type { Identity } from './people.ts';
import { isFinal, type Run, type RunDecision } from './runs.ts';
import type { World } from './world.ts';

const FLAG = {
  apply: 'is-confirmable',
  discard: 'is-discardable',
  cancel: 'is-cancelable',
  'force-cancel': 'is-force-cancelable',
} as const;

/** The first message is quoted from the documentation, the others follow its meaning. */
const NOT_ALLOWED: Record<RunDecision, string> = {
  apply: 'Run was not paused for confirmation; apply not allowed.',
  discard: 'Run was not paused for confirmation or priority; discard not allowed.',
  cancel: 'Run was not planning or applying; cancel not allowed.',
  'force-cancel': 'Run was not canceled before, or the cool-off period is not over; force-cancel not allowed.',
};

const STATUS_AFTER = {
  apply: 'confirmed',
  discard: 'discarded',
  cancel: 'canceled',
  'force-cancel': 'canceled',
} as const;

/** HCP Terraform's cool-off between cancel and force-cancel. */
const COOL_OFF_MILLISECONDS = 60_000;

/**
 * Why the decision is not allowed now, or `undefined`. An accepted decision excludes all others, even before any status
 * shows it.
 */
export function refuseDecision(world: World, run: Run, decision: RunDecision): string | undefined {
  const flags = flagsOf(run, workspaceOf(world, run), world.clock.now());
  return run.queued === undefined && flags[FLAG[decision]] ? undefined : NOT_ALLOWED[decision];
}

/** Accepts a decision. It takes effect and becomes visible a moment later. */
export function queueDecision(
  world: World,
  run: Run,
  { decision, by, comment }: { readonly decision: RunDecision; readonly by: Identity; readonly comment?: string },
): void {
  if (comment !== undefined) run.comments.push(comment);
  const forget = world.later(world.queueDelayMilliseconds, () => takeEffect(world, run));
  run.queued = { decision, by, forget };
  world.changed();
}

/** Returns false if nothing was queued. */
export function takeEffect(world: World, run: Run): boolean {
  const { queued } = run;
  if (queued === undefined || isFinal(run)) return false;
  queued.forget();
  run.queued = undefined;
  decideNow(world, run, queued.decision, queued.by);
  return true;
}

/** Applies a decision immediately, like the page. */
export function decideNow(world: World, run: Run, decision: RunDecision, by: Identity): void {
  if (decision === 'apply') run.confirmedBy = by;
  if (decision === 'cancel' || decision === 'force-cancel') run.canceledBy = by;
  if (decision === 'cancel') run.canceledAt = world.clock.now();
  if (decision === 'force-cancel') run.timestamps.set('force-canceled-at', world.clock.now());
  const isIgnored = decision === 'cancel' && run.status !== 'pending' && workspaceOf(world, run).settings.ignoresCancel;
  if (isIgnored) awaitForce(world, run);
  else enter(world, run, STATUS_AFTER[decision]);
}

/** Overrides a policy or run task immediately, like the page. Throws if nothing waits for that. */
export function overrideNow(world: World, run: Run): void {
  if (!isHolding(run.status)) throw new Error(`${run.id} is ${run.status}: nothing waits to be overridden.`);
  enter(world, run, afterHold(run.status));
}

/** Terraform ignores the cancel: the run stays in its status until it is force-canceled. */
function awaitForce(world: World, run: Run): void {
  run.forceCancelAt = world.clock.now() + COOL_OFF_MILLISECONDS;
  run.stopWaiting?.();
  run.stopWaiting = undefined;
  world.changed();
}
