import { openLog } from './log.ts';
import type { Identity } from './people.ts';
import type { Run, RunPart, RunRequest } from './runs.ts';
import type { Workspace } from './workspaces.ts';
import type { World } from './world.ts';

export function newRun(
  world: World,
  workspace: Workspace,
  request: RunRequest,
  creator: { readonly by: Identity; readonly mayApply: boolean },
  terraformVersion: string,
): Run {
  const now = world.clock.now();
  const run: Run = {
    ...request,
    id: world.newId('run'),
    workspaceId: workspace.id,
    createdBy: creator.by,
    creatorMayApply: creator.mayApply,
    createdAt: now,
    terraformVersion,
    status: 'pending',
    updatedAt: now,
    timestamps: new Map([['plan-queueable-at', now]]),
    flags: {},
    confirmedBy: undefined,
    canceledBy: undefined,
    canceledAt: undefined,
    forceCancelAt: undefined,
    queued: undefined,
    comments: [],
    planError: undefined,
    plan: part(world.newId('plan')),
    apply: part(world.newId('apply')),
    invocations: [],
    finalReads: 0,
    applyScript: [],
    stopWaiting: undefined,
  };
  world.runs.set(run.id, run);
  return run;
}

const part = (id: string): RunPart => ({
  id,
  status: 'pending',
  queuedAt: undefined,
  startedAt: undefined,
  endedAt: undefined,
  log: openLog(),
});
