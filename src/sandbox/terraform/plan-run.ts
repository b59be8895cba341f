import { findInvoked } from './actions.ts';
import { faultInLiteral } from './literal.ts';
import { endLog, write } from './log.ts';
import {
  diagnosticEntry,
  type LogEntry,
  plannedEntry,
  prelude,
  renderEntries,
  summaryEntry,
  versionEntry,
} from './log-lines.ts';
import type { ResourceCounts } from './resource-counts.ts';
import type { Run } from './runs.ts';
import { isVersionAtLeast, type Workspace } from './workspaces.ts';
import type { World } from './world.ts';

const NO_CHANGES: ResourceCounts = { additions: 0, changes: 0, destructions: 0, imports: 0 };

/** Another person's ordinary run changes one resource. An action run changes none, unless the workspace says so. */
export function plannedResources(run: Run, workspace: Workspace): ResourceCounts {
  if (run.addresses.length === 0) return { ...NO_CHANGES, changes: 1 };
  return { ...NO_CHANGES, ...workspace.settings.resourceChanges };
}

export function plansNothing(run: Run, workspace: Workspace): boolean {
  return run.invocations.length === 0 && Object.values(plannedResources(run, workspace)).every((count) => count === 0);
}

/**
 * The `has-changes` of the run and its plan. Its value for a plan with only invocations is not known, so a workspace
 * sets it.
 */
export function hasChanges(run: Run, workspace: Workspace): boolean {
  if (run.plan.status !== 'finished') return false;
  const changesResources = Object.values(plannedResources(run, workspace)).some((count) => count > 0);
  return changesResources || (run.invocations.length > 0 && workspace.settings.actionRunsHaveChanges);
}

const actionsOf = (run: Run, workspace: Workspace) =>
  workspace.configurations.find(({ id }) => id === run.configurationVersionId)?.actions ?? [];

/** Creating a run checks neither its variables nor its address. They fail here. */
function planFault(run: Run, workspace: Workspace): string | undefined {
  for (const { key, value } of run.variables) {
    const fault = faultInLiteral(value);
    if (fault !== undefined) return `Invalid value for variable ${key}. ${fault}`;
  }
  const [address] = run.addresses;
  if (address === undefined) return undefined;
  if ((run.replaceAddresses ?? []).length > 0) return 'Incompatible plan options: -replace cannot go with -invoke.';
  if (findInvoked(actionsOf(run, workspace), address) !== undefined) return undefined;
  return isVersionAtLeast(run.terraformVersion, 1, 16)
    ? `invoke target ${address} not found`
    : `action ${address} does not exist in the configuration`;
}

export function startPlan(world: World, run: Run, workspace: Workspace): void {
  if (run.plan.startedAt !== undefined) return;
  const now = world.clock.now();
  run.plan.queuedAt ??= now;
  run.plan.startedAt = now;
  run.plan.status = 'running';
  write(run.plan.log, [
    ...prelude(run.terraformVersion),
    ...renderEntries([versionEntry(run.terraformVersion)], workspace.settings.structured, now),
  ]);
}

function planInvocations(world: World, run: Run, workspace: Workspace): void {
  const now = world.clock.now();
  const found = run.addresses[0] === undefined ? undefined : findInvoked(actionsOf(run, workspace), run.addresses[0]);
  run.invocations = (found?.keys ?? []).flatMap((key) =>
    found === undefined
      ? []
      : {
          id: world.newId('ai'),
          action: found.action,
          key,
          createdAt: now,
          updatedAt: now,
          invokedAt: undefined,
          finalStatus: undefined,
        },
  );
}

/** Completes the plan. Afterwards `planError` is set if it failed, and `invocations` has what it would invoke. */
export function finishPlan(world: World, run: Run, workspace: Workspace): void {
  if (run.plan.endedAt !== undefined) return;
  startPlan(world, run, workspace);
  const now = world.clock.now();
  run.planError = planFault(run, workspace);
  if (run.planError === undefined) planInvocations(world, run, workspace);
  const counts = { ...plannedResources(run, workspace), invocations: run.invocations.length, failures: undefined };
  const heading: LogEntry = {
    type: 'log',
    message: '',
    fields: {},
    human: 'Terraform will invoke the following action(s):\n',
  };
  const planned = run.invocations.map(({ action, key }) => plannedEntry(action, key));
  const entries =
    run.planError === undefined
      ? [
          ...(planned.length > 0 && !workspace.settings.structured ? [heading] : []),
          ...planned,
          summaryEntry('plan', counts),
        ]
      : [diagnosticEntry(run.planError)];
  write(run.plan.log, renderEntries(entries, workspace.settings.structured, now));
  endLog(run.plan.log);
  run.plan.endedAt = now;
  run.plan.status = run.planError === undefined ? 'finished' : 'errored';
}
