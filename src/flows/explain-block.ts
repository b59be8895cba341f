import type { ActionRequest, Blocked } from '../domain/request.ts';
import type { Run, Workspace } from '../domain/run.ts';
import { discardOrphan } from './discard-orphans.ts';
import type { FollowDeps } from './follow-run.ts';

/** A run that moves on at once is not worth explaining (milliseconds). */
const PATIENCE = 3_000;

/** A pending run waits for something: says for which run or whose lock, and since when. */
export async function explainBlock(deps: FollowDeps, request: ActionRequest): Promise<void> {
  const now = deps.clock.now();
  if (now - (request.creatingSince?.getTime() ?? now) < PATIENCE) return;
  const { entry, workspaceId, organization } = request.frozen;
  const where = { connection: entry.connection, organization, workspace: workspaceId };
  const workspace = await deps.terraform.readWorkspace(where);
  if (workspace === undefined) return;
  const inFront = workspace.currentRunId === request.runId ? undefined : workspace.currentRunId;
  if (workspace.currentRun !== undefined && inFront !== undefined)
    await discardOrphan(deps, request, workspace.currentRun);
  const blocked = inFront === undefined ? lockOf(request, workspace, now) : await runInFront(deps, request, inFront);
  if (JSON.stringify(blocked) === JSON.stringify(request.blocked)) return;
  await deps.record.move(request, {
    event: 'note',
    change: { blocked: blocked ?? null },
    audit: { kind: 'run.blocked', request: request.id, actor: 'bot', facts: { by: blocked?.by ?? null } },
  });
}

/** HCP Terraform does not say since when a lock is held, so it is said since when we know of it. */
function lockOf(request: ActionRequest, workspace: Workspace, now: number): Blocked | undefined {
  if (!workspace.locked) return undefined;
  const same = request.blocked?.by === 'lock' && request.blocked.who === workspace.lockedBy;
  return {
    by: 'lock',
    what: workspace.lockedReason ?? '',
    who: workspace.lockedBy,
    since: same ? request.blocked?.since : new Date(now),
  };
}

async function runInFront(deps: FollowDeps, request: ActionRequest, runId: string): Promise<Blocked> {
  const run = await deps.terraform.readRun(request.frozen.entry, runId);
  return {
    by: 'run',
    what: `${runId}${run === undefined ? '' : ` (${run.status})`}`,
    who: run?.createdBy,
    since: sinceOf(run),
  };
}

function sinceOf(run: Run | undefined): Date | undefined {
  const stamp = run?.timestamps[`${run.status.replaceAll('_', '-')}-at`];
  const since = stamp === undefined ? run?.createdAt : new Date(stamp);
  return since === undefined || Number.isNaN(since.getTime()) ? undefined : since;
}
