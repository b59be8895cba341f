import { workspaceOf } from './find-in-world.ts';
import { isFinal, type Run } from './runs.ts';
import type { Workspace } from './workspaces.ts';
import type { World } from './world.ts';

/** The run at the head of the queue, if it is not over. */
export function currentRun(world: World, workspace: Workspace): Run | undefined {
  const run = workspace.currentRunId === undefined ? undefined : world.runs.get(workspace.currentRunId);
  return run === undefined || isFinal(run) ? undefined : run;
}

/** The run that holds the workspace's lock: a started run, until it is over, even while it waits for a person. */
export function lockingRun(world: World, workspace: Workspace): Run | undefined {
  const run = currentRun(world, workspace);
  return run === undefined || run.status === 'pending' ? undefined : run;
}

/** The workspace's runs that are not over, oldest first. Plan-only runs do not queue. */
export function queueOf(world: World, workspace: Workspace): readonly Run[] {
  return [...world.runs.values()].filter((run) => run.workspaceId === workspace.id && !run.planOnly && !isFinal(run));
}

/** Makes the longest-waiting run the current one, if there is none. Returns true if it did. */
export function fillPlace(world: World, workspace: Workspace): boolean {
  if (currentRun(world, workspace) !== undefined) return false;
  const next = queueOf(world, workspace)[0];
  if (next === undefined) return false;
  workspace.currentRunId = next.id;
  return true;
}

/** Why a pending run cannot start, in words, or `undefined`. */
export function whatHolds(world: World, run: Run): string | undefined {
  if (run.planOnly) return undefined;
  const workspace = workspaceOf(world, run);
  const current = currentRun(world, workspace);
  if (current !== undefined && current.id !== run.id) return `${current.id} (${current.status}) is in front of it`;
  return workspace.lock === undefined ? undefined : `the workspace is locked by ${workspace.lock.by.name}`;
}
