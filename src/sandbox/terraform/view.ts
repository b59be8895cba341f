import { usernameOf } from './account-document.ts';
import { fullAddress } from './actions.ts';
import { workspaceOf } from './find-in-world.ts';
import { flagsOf } from './flags.ts';
import type { JsonObject } from './json.ts';
import { readableText } from './log.ts';
import { lockingRun, queueOf } from './queue.ts';
import type { Run, RunFlags } from './runs.ts';
import { currentActions, currentConfiguration, type Workspace } from './workspaces.ts';
import type { World } from './world.ts';

/** A snapshot of a run for a page or test, as plain data. */
export interface RunView {
  readonly id: string;
  readonly workspace: string;
  readonly status: string;
  readonly message: string;
  readonly addresses: readonly string[];
  readonly variables: readonly { readonly key: string; readonly value: string }[];
  readonly planOnly: boolean;
  readonly autoApply: boolean;
  readonly configurationVersionId: string;
  readonly createdBy: string;
  readonly confirmedBy: string | undefined;
  readonly canceledBy: string | undefined;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly timestamps: Readonly<Record<string, number>>;
  readonly comments: readonly string[];
  readonly flags: RunFlags;
  readonly planError: string | undefined;
  readonly invocations: readonly { readonly address: string; readonly finalStatus: string | undefined }[];
  readonly planLog: string;
  readonly applyLog: string;
  /** As requested, including unknown ones. */
  readonly attributes: JsonObject;
}

export interface WorkspaceView {
  readonly id: string;
  readonly name: string;
  readonly organization: string;
  readonly configurationVersionId: string | undefined;
  readonly actions: readonly string[];
  readonly locked: boolean;
  readonly lockedBy: string | undefined;
  readonly lockedReason: string | undefined;
  readonly currentRunId: string | undefined;
  /** Runs that are not over, the current one first. */
  readonly queue: readonly string[];
  /** Newest first. */
  readonly runs: readonly RunView[];
}

export function viewOf(world: World, run: Run): RunView {
  const workspace = workspaceOf(world, run);
  return {
    id: run.id,
    workspace: workspace.name,
    status: run.status,
    message: run.message,
    addresses: run.addresses,
    variables: run.variables,
    planOnly: run.planOnly,
    autoApply: run.autoApply,
    configurationVersionId: run.configurationVersionId,
    createdBy: usernameOf(run.createdBy),
    confirmedBy: run.confirmedBy && usernameOf(run.confirmedBy),
    canceledBy: run.canceledBy && usernameOf(run.canceledBy),
    createdAt: run.createdAt,
    updatedAt: run.updatedAt,
    timestamps: Object.fromEntries(run.timestamps),
    comments: [...run.comments],
    flags: flagsOf(run, workspace, world.clock.now()),
    planError: run.planError,
    invocations: run.invocations.map(({ action, key, finalStatus }) => ({
      address: fullAddress(action, key),
      finalStatus,
    })),
    planLog: readableText(run.plan.log),
    applyLog: readableText(run.apply.log),
    attributes: run.attributes,
  };
}

/** All runs of the workspace, newest first. */
export function runsOf(world: World, workspace: Workspace): readonly RunView[] {
  const own = [...world.runs.values()].filter((run) => run.workspaceId === workspace.id);
  return own.reverse().map((run) => viewOf(world, run));
}

export function snapshotOf(world: World, workspace: Workspace): WorkspaceView {
  const { lock } = workspace;
  const holder = lockingRun(world, workspace);
  return {
    id: workspace.id,
    name: workspace.name,
    organization: workspace.organization,
    configurationVersionId: currentConfiguration(workspace)?.id,
    actions: currentActions(workspace).map((action) => fullAddress(action)),
    locked: lock !== undefined || holder !== undefined,
    lockedBy: lock === undefined ? holder?.id : usernameOf(lock.by),
    lockedReason: lock?.reason ?? undefined,
    currentRunId: workspace.currentRunId,
    queue: queueOf(world, workspace).map(({ id }) => id),
    runs: runsOf(world, workspace),
  };
}
