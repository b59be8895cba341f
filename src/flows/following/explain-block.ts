import { canonicalJson } from '../../domain/canonical-json.ts';
import type { ActionRequest, Blocked } from '../../domain/request.ts';
import type { KeptRun, Run, Workspace } from '../../domain/run.ts';
import { QUEUE_PATIENCE, queueOf, sinceStatus } from '../../domain/run-queue.ts';
import { phaseOfRun } from '../../domain/run-status.ts';
import { discardOrphan } from '../creating/discard-orphans.ts';
import type { RunDeps } from '../guarding/recheck-request.ts';
import type { NOTHING_TO_DO } from '../waiting/track-outage.ts';

/** A run that was queued for less than this is not worth explaining (milliseconds). */
const PATIENCE = 3_000;

/**
 * Records what a run waits for while nothing works on it, and since when: the run or lock in front of it while it is
 * pending, otherwise that no worker has taken it. If `seen` says enough, the workspace is not read again.
 */
export async function explainBlock(
  deps: RunDeps,
  request: ActionRequest,
  seen?: Workspace,
): Promise<typeof NOTHING_TO_DO | undefined> {
  const now = deps.clock.now();
  if (request.run !== undefined && queueOf(request.run.status) !== 'workspace') {
    await explainQueue(deps, request, request.run);
    return undefined;
  }
  if (now - (request.creatingSince?.getTime() ?? now) < PATIENCE) return undefined;
  const workspace = tellsEnough(seen) ? seen : await readWorkspaceOf(deps, request);
  if (workspace === undefined) return undefined;
  const { currentRun } = workspace;
  const inFront = workspace.currentRunId === request.runId ? undefined : workspace.currentRunId;
  const orphan =
    currentRun !== undefined && inFront !== undefined ? await discardOrphan(deps, request, currentRun) : undefined;
  const blocked =
    inFront === undefined
      ? lockOf(request, workspace, now)
      : await runInFront(deps, request, inFront, workspace.currentRun);
  await note(deps, request, blocked);
  return orphan;
}

async function explainQueue(deps: RunDeps, request: ActionRequest, run: KeptRun): Promise<void> {
  const now = deps.clock.now();
  const { blocked } = request;
  const isSame = blocked?.by === 'queue' && queueOf(blocked.what) === queueOf(run.status);
  const since = (isSame ? blocked.since : undefined) ?? sinceStatus(run) ?? request.runReadAt ?? new Date(now);
  if (now - since.getTime() < QUEUE_PATIENCE) return;
  await note(deps, request, { by: 'queue', what: run.status, who: undefined, since });
}

async function note(deps: RunDeps, request: ActionRequest, blocked: Blocked | undefined): Promise<void> {
  if (canonicalJson(blocked) === canonicalJson(request.blocked)) return;
  await deps.requests.move(request, {
    event: 'note',
    change: { blocked: blocked ?? null },
    audit: { kind: 'run.blocked', request: request.id, actor: 'bot', facts: { by: blocked?.by ?? null } },
  });
}

/** A page of workspaces does not name the person who holds a lock. */
const tellsEnough = (seen: Workspace | undefined): boolean =>
  seen !== undefined && (!seen.locked || seen.lockedBy !== undefined);

const readWorkspaceOf = ({ terraform }: RunDeps, { asked }: ActionRequest): Promise<Workspace | undefined> =>
  terraform.readWorkspace({
    connection: asked.entry.connection,
    workspaceId: asked.workspaceId,
  });

/** HCP Terraform does not say since when a lock is held, so this says since when we know about it. */
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

/** The owner of a run never changes, so it is read once. Its status comes with its workspace. */
async function runInFront(
  deps: RunDeps,
  { asked, blocked }: ActionRequest,
  runId: string,
  seen: Run | undefined,
): Promise<Blocked> {
  const known = blocked?.run === runId && seen !== undefined;
  const run = known ? seen : ((await deps.terraform.readRun(asked.entry, runId)) ?? seen);
  const needs = run === undefined ? undefined : neededBy(run);
  const link = needs === undefined ? undefined : (await deps.requests.runningWith(runId))?.permalink;
  return {
    by: 'run',
    run: runId,
    ...(needs === undefined ? {} : { needs }),
    ...(link === undefined ? {} : { request: link }),
    what: `${runId}${run === undefined ? '' : ` (${run.status})`}`,
    who: known ? blocked.who : run?.createdBy,
    since: sinceOf(run),
  };
}

/** What a person has to do before the run continues. */
function neededBy(run: Run): Blocked['needs'] {
  if (phaseOfRun(run) === 'waits_in_hcp_terraform') return 'decision';
  return run.actions.confirmable ? 'confirmation' : undefined;
}

const sinceOf = (run: Run | undefined): Date | undefined => run && (sinceStatus(run) ?? run.createdAt);
