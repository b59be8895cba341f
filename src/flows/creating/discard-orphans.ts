import { isSettled } from '../../domain/lifecycle.ts';
import { carriesToken } from '../../domain/planned-run.ts';
import type { ActionRequest } from '../../domain/request.ts';
import type { Run } from '../../domain/run.ts';
import { isFinal, phaseOf } from '../../domain/run-status.ts';
import type { Clock } from '../ports/clock.ts';
import { type HcpTerraform, RefusedToAct } from '../ports/hcp-terraform.ts';
import type { RequestRecord } from '../ports/request-store.ts';

interface OrphanDeps {
  readonly record: RequestRecord;
  readonly terraform: HcpTerraform;
  readonly clock: Clock;
}

/**
 * Ends a run that carries the request's token but is not its run. It is never confirmed, so nothing of it ever acts. A
 * plan-only run is no orphan: it ends by itself and is in nobody's way.
 */
export async function discardOrphan(deps: OrphanDeps, request: ActionRequest, run: Run): Promise<void> {
  if (
    run.planOnly ||
    run.id === request.runId ||
    !carriesToken(run.message, request.token) ||
    isFinal(phaseOf(run.status))
  )
    return;
  const { entry } = request.frozen;
  const now = await deps.terraform.readRunToAct(entry, run.id);
  if (now === undefined || isFinal(phaseOf(now.status))) return;
  const end = now.actions.discardable ? deps.terraform.discardRun : deps.terraform.cancelRun;
  const answer = await end(entry, run.id, async () => {
    const { runId } = (await deps.record.find(request.id)) ?? request;
    return runId === run.id ? undefined : `Not the run of request ${request.token}; ${runId ?? 'no run'} is.`;
  });
  if (answer === 'not_sent') return;
  if (answer !== 'accepted') throw new RefusedToAct('end_orphan', now, answer);
  await sayDiscarded(deps, request.id, run.id);
}

/** On the record, and in the thread as long as its ending is not its last reply. */
async function sayDiscarded(deps: OrphanDeps, requestId: string, runId: string): Promise<void> {
  const audit = { kind: 'run.orphan_discarded', request: requestId, actor: 'bot', facts: { run: runId } } as const;
  for (;;) {
    const request = await deps.record.find(requestId);
    if (request === undefined || isSettled(request.state)) return deps.record.note(audit);
    const milestones = [{ kind: 'orphan_discarded', runId } as const];
    if ((await deps.record.move(request, { event: 'note', audit, milestones })) !== undefined) return;
  }
}

/** An orphan that was made together with the run comes up as the workspace's current run once ours has left the way. */
export async function discardOrphans(deps: OrphanDeps, requestId: string): Promise<void> {
  const request = await deps.record.find(requestId);
  if (request?.token === undefined) return;
  const { entry, workspaceId } = request.frozen;
  const workspace = await deps.terraform.readWorkspace({
    connection: entry.connection,
    workspaceId,
  });
  if (workspace?.currentRun !== undefined) await discardOrphan(deps, request, workspace.currentRun);
}
