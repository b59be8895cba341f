import { canonicalJson } from '../domain/digest.ts';
import type { ActionRequest, Blocked } from '../domain/request.ts';
import type { Run, Workspace } from '../domain/run.ts';
import { discardOrphan } from './discard-orphans.ts';
import type { FollowDeps } from './follow-run.ts';

/** A run that moves on at once is not worth explaining (milliseconds). */
const PATIENCE = 3_000;

/** A pending run waits for something: says for which run or whose lock, and since when. `seen` spares a reading where it tells enough. */
export async function explainBlock(deps: FollowDeps, request: ActionRequest, seen?: Workspace): Promise<void> {
  const now = deps.clock.now();
  if (now - (request.creatingSince?.getTime() ?? now) < PATIENCE) return;
  const workspace = tellsEnough(seen) ? seen : await readWorkspaceOf(deps, request);
  if (workspace === undefined) return;
  const inFront = workspace.currentRunId === request.runId ? undefined : workspace.currentRunId;
  if (workspace.currentRun !== undefined && inFront !== undefined)
    await discardOrphan(deps, request, workspace.currentRun);
  const blocked =
    inFront === undefined
      ? lockOf(request, workspace, now)
      : await runInFront(deps, request, inFront, workspace.currentRun);
  if (canonicalJson(blocked) === canonicalJson(request.blocked)) return;
  await deps.record.move(request, {
    event: 'note',
    change: { blocked: blocked ?? null },
    audit: { kind: 'run.blocked', request: request.id, actor: 'bot', facts: { by: blocked?.by ?? null } },
  });
}

/** A page of workspaces does not name the person who holds a lock. */
const tellsEnough = (seen: Workspace | undefined): boolean =>
  seen !== undefined && (!seen.locked || seen.lockedBy !== undefined);

const readWorkspaceOf = ({ terraform }: FollowDeps, { frozen }: ActionRequest): Promise<Workspace | undefined> =>
  terraform.readWorkspace({
    connection: frozen.entry.connection,
    organization: frozen.organization,
    workspace: frozen.workspaceId,
  });

/** HCP Terraform does not say since when a lock is held, so it is said since when we know of it. */
function lockOf(request: ActionRequest, workspace: Workspace, now: number): Blocked | undefined {
  if (!workspace.locked || workspace.lockedBy === request.runId) return undefined;
  const same = request.blocked?.by === 'lock' && request.blocked.who === workspace.lockedBy;
  return {
    by: 'lock',
    what: workspace.lockedReason ?? '',
    who: workspace.lockedBy,
    since: same ? request.blocked?.since : new Date(now),
  };
}

/** Whose it is does not change, so that is read once; where it stands came with its workspace. */
async function runInFront(
  deps: FollowDeps,
  { frozen, blocked }: ActionRequest,
  runId: string,
  seen: Run | undefined,
): Promise<Blocked> {
  const known = blocked?.run === runId && seen !== undefined;
  const run = known ? seen : ((await deps.terraform.readRun(frozen.entry, runId)) ?? seen);
  return {
    by: 'run',
    run: runId,
    what: `${runId}${run === undefined ? '' : ` (${run.status})`}`,
    who: known ? blocked.who : run?.createdBy,
    since: sinceOf(run),
  };
}

function sinceOf(run: Run | undefined): Date | undefined {
  const stamp = run?.timestamps[`${run.status.replaceAll('_', '-')}-at`];
  const since = stamp === undefined ? run?.createdAt : new Date(stamp);
  return since === undefined || Number.isNaN(since.getTime()) ? undefined : since;
}
