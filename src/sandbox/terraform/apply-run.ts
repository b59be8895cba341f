import { fullAddress } from './actions.ts';
import { endLog, write } from './log.ts';
import {
  diagnosticEntry,
  hookEntry,
  type LogEntry,
  outputsEntry,
  prelude,
  renderEntries,
  summaryEntry,
  versionEntry,
} from './log-lines.ts';
import { plannedResources } from './plan-run.ts';
import type { Invocation, Run } from './runs.ts';
import { isVersionAtLeast, type Workspace } from './workspaces.ts';
import type { World } from './world.ts';

type FinalStatus = 'successful' | 'failed' | 'not_invoked';

/**
 * How an instance will end. Instances run one after another, and a failure of the first one stops the others, unless
 * the run is applied all the same.
 */
function plannedEnd({ action }: Invocation, index: number, { invocations }: Run): FinalStatus {
  switch (action.outcome) {
    case 'successful':
    case 'errored_after_success':
      return 'successful';
    case 'failed':
      return index === 0 ? 'failed' : 'not_invoked';
    case 'failed_but_applied':
      return index === 0 ? 'failed' : 'successful';
    case 'not_invoked':
      return 'not_invoked';
    case 'last_not_invoked':
      return index === invocations.length - 1 ? 'not_invoked' : 'successful';
  }
}

/** How the run itself will end, as opposed to its action. */
export function endOfApply(run: Run): 'applied' | 'errored' {
  const outcome = run.invocations[0]?.action.outcome ?? 'successful';
  return outcome === 'successful' || outcome === 'failed_but_applied' ? 'applied' : 'errored';
}

function scriptOf(invocation: Invocation, index: number, run: Run): readonly LogEntry[] {
  const { action, key } = invocation;
  const end = plannedEnd(invocation, index, run);
  if (end === 'not_invoked') return [];
  return [
    hookEntry('action_start', action, key),
    ...action.logLines.map((line) => hookEntry('action_progress', action, key, line)),
    end === 'failed'
      ? hookEntry('action_errored', action, key, action.error)
      : hookEntry('action_complete', action, key),
  ];
}

function say(world: World, run: Run, workspace: Workspace, entries: readonly LogEntry[]): void {
  write(run.apply.log, renderEntries(entries, workspace.settings.structured, world.clock.now()));
}

/**
 * Starts the apply. With a duration the log lines are spread over it, without one all but the last are written
 * immediately.
 */
export function startApply(world: World, run: Run, workspace: Workspace, duration?: number): void {
  if (run.apply.startedAt !== undefined) return;
  const now = world.clock.now();
  run.apply.queuedAt ??= now;
  run.apply.startedAt = now;
  run.apply.status = 'running';
  write(run.apply.log, prelude(run.terraformVersion));
  say(world, run, workspace, [versionEntry(run.terraformVersion)]);
  const script = run.invocations.flatMap((invocation, index) => scriptOf(invocation, index, run));
  for (const [index, invocation] of run.invocations.entries())
    if (plannedEnd(invocation, index, run) !== 'not_invoked') invocation.invokedAt = now;
  if (duration === undefined) {
    say(world, run, workspace, script.slice(0, -1));
    run.applyScript = script.slice(-1);
    return;
  }
  run.applyScript = script;
  for (const index of script.keys())
    world.later((duration * (index + 1)) / (script.length + 1), () => sayNextLine(world, run, workspace));
}

/** Logs a message of the action's provider, if the run is applying. */
export function sayProgress(world: World, run: Run, workspace: Workspace, said: string): void {
  const [first] = run.invocations;
  if (first === undefined || run.status !== 'applying') return;
  say(world, run, workspace, [hookEntry('action_progress', first.action, first.key, said)]);
  world.changed();
}

function sayNextLine(world: World, run: Run, workspace: Workspace): void {
  const [next, ...rest] = run.applyScript;
  if (next === undefined) return;
  run.applyScript = rest;
  say(world, run, workspace, [next]);
  world.changed();
}

function closingEntries(run: Run, workspace: Workspace, end: 'applied' | 'errored'): readonly LogEntry[] {
  if (end === 'applied') {
    const { invocations, failures } = actionCounts(run);
    const counted = isVersionAtLeast(run.terraformVersion, 1, 16) ? failures : undefined;
    return [
      summaryEntry('apply', { ...plannedResources(run, workspace), invocations, failures: counted }),
      outputsEntry(),
    ];
  }
  const first = run.invocations[0];
  if (first === undefined) return [diagnosticEntry('Apply failed')];
  const address = fullAddress(first.action, first.key);
  if (first.action.outcome === 'not_invoked' || first.action.outcome === 'last_not_invoked')
    return [diagnosticEntry('Provider configuration failed', first.action.error, address)];
  if (first.action.outcome === 'errored_after_success')
    return [diagnosticEntry('Failed to persist the state', first.action.error)];
  return [diagnosticEntry('Action failed', `The provider reported:\n\n${first.action.error}`, address)];
}

export function finishApply(world: World, run: Run, workspace: Workspace, end: 'applied' | 'errored'): void {
  if (run.apply.endedAt !== undefined) return;
  startApply(world, run, workspace);
  const now = world.clock.now();
  for (const [index, invocation] of run.invocations.entries()) {
    invocation.finalStatus = plannedEnd(invocation, index, run);
    invocation.updatedAt = now;
  }
  say(world, run, workspace, [...run.applyScript, ...closingEntries(run, workspace, end)]);
  run.applyScript = [];
  endLog(run.apply.log);
  run.apply.endedAt = now;
  run.apply.status = end === 'applied' ? 'finished' : 'errored';
}

/** Settles a run that a person discarded or canceled: what was not invoked by then never will be. */
export function abandonRun(world: World, run: Run, workspace: Workspace): void {
  const now = world.clock.now();
  const wasApplying = run.apply.startedAt !== undefined;
  for (const [index, invocation] of run.invocations.entries()) {
    invocation.finalStatus = wasApplying && index === 0 ? invocation.action.whenCanceled : 'not_invoked';
    if (invocation.finalStatus === 'not_invoked') invocation.invokedAt = undefined;
    invocation.updatedAt = now;
  }
  if (wasApplying) say(world, run, workspace, [diagnosticEntry('operation canceled')]);
  run.applyScript = [];
  for (const part of [run.plan, run.apply]) {
    if (part.endedAt !== undefined) continue;
    part.status = part.startedAt === undefined ? 'unreachable' : 'canceled';
    part.endedAt = part.startedAt === undefined ? undefined : now;
    endLog(part.log);
  }
}

/** A failed invocation was invoked, so both numbers include it. */
export function actionCounts(run: Run): { readonly invocations: number; readonly failures: number } {
  const count = (...wanted: readonly FinalStatus[]) =>
    run.invocations.filter(({ finalStatus }) => finalStatus !== undefined && wanted.includes(finalStatus)).length;
  return { invocations: count('successful', 'failed'), failures: count('failed') };
}
