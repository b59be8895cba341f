import { workspaceOf } from './find-in-world.ts';
import { flagsOf } from './flags.ts';
import type { RunTrigger } from './notification-document.ts';
import type { Run } from './runs.ts';
import type { World } from './world.ts';

const BY_STATUS: Readonly<Record<string, RunTrigger>> = {
  pending: 'run:created',
  planning: 'run:planning',
  policy_override: 'run:needs_attention',
  applying: 'run:applying',
  applied: 'run:completed',
  planned_and_finished: 'run:completed',
  errored: 'run:errored',
  canceled: 'run:errored',
};

function triggerOf(world: World, run: Run): RunTrigger | undefined {
  const trigger = BY_STATUS[run.status];
  if (trigger !== undefined) return trigger;
  return flagsOf(run, workspaceOf(world, run), world.clock.now())['is-confirmable'] ? 'run:needs_attention' : undefined;
}

/** Reports each trigger of a run as its status changes, from now on. Plan-only and discarded runs have none. */
export function watchTriggers(world: World, tell: (run: Run, trigger: RunTrigger) => void): void {
  const seen = new Map([...world.runs.values()].map((run) => [run.id, run.status]));
  const look = (): void => {
    for (const run of world.runs.values()) {
      if (run.planOnly || seen.get(run.id) === run.status) continue;
      seen.set(run.id, run.status);
      const trigger = triggerOf(world, run);
      if (trigger !== undefined) tell(run, trigger);
    }
  };
  world.subscribe(look);
}
