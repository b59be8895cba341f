import type { Run } from './runs.ts';
import type { Workspace } from './workspaces.ts';
import type { World } from './world.ts';

export function workspaceOf(world: World, run: Run): Workspace {
  const workspace = world.workspaces.get(run.workspaceId);
  if (workspace === undefined) throw new Error(`${run.id} belongs to no workspace.`);
  return workspace;
}

export function runWithId(world: World, id: string): Run {
  const run = world.runs.get(id);
  if (run === undefined) throw new Error(`The sandbox has no run ${id}.`);
  return run;
}

export function workspaceNamed(world: World, name: string): Workspace {
  const found = [...world.workspaces.values()].find((each) => each.name === name || each.id === name);
  if (found === undefined) throw new Error(`The sandbox has no workspace ${name}.`);
  return found;
}
