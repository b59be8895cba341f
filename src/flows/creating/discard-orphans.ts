import { mayEnd } from '../../domain/end-again.ts';
import { isSettled } from '../../domain/lifecycle.ts';
import { carriesToken } from '../../domain/planned-run.ts';
import type { ActionRequest, EndSent } from '../../domain/request.ts';
import type { Run } from '../../domain/run.ts';
import { isFinal, phaseOf } from '../../domain/run-status.ts';
import { moveUntilTaken, propose } from '../guarding/move-until-taken.ts';
import type { Clock } from '../ports/clock.ts';
import { type HcpTerraform, RefusedToAct } from '../ports/hcp-terraform.ts';
import type { Move, RequestStore } from '../ports/request-store.ts';
import { NOTHING_TO_DO } from '../waiting/track-outage.ts';

interface OrphanDeps {
  readonly requests: RequestStore;
  readonly terraform: HcpTerraform;
  readonly clock: Clock;
}

/**
 * Ends a second run that contains the request's token. It is never confirmed, so its actions never run. Plan-only runs
 * are left alone: they end on their own and block nobody. A call that was sent is not repeated at once, since HCP
 * Terraform only queues it.
 */
export async function discardOrphan(
  deps: OrphanDeps,
  request: ActionRequest,
  run: Run,
): Promise<typeof NOTHING_TO_DO | undefined> {
  if (
    run.planOnly ||
    run.id === request.runId ||
    !carriesToken(run.message, request.token) ||
    isFinal(phaseOf(run.status))
  )
    return undefined;
  const { entry } = request.asked;
  const now = await deps.terraform.readRunToAct(entry, run.id);
  if (now === undefined || isFinal(phaseOf(now.status))) return undefined;
  const act = now.actions.discardable ? 'discard' : 'cancel';
  const sent = request.orphanEndSent?.run === run.id ? request.orphanEndSent : undefined;
  if (!mayEnd(act, now, sent, deps.clock.now())) return NOTHING_TO_DO;
  const end = act === 'discard' ? deps.terraform.discardRun : deps.terraform.cancelRun;
  const answer = await end(entry, run.id, () => decideOrphan(deps, request.id, now, act));
  if (answer === 'not_sent') return undefined;
  if (answer !== 'accepted') throw new RefusedToAct('end_orphan', now, answer);
  await sayDiscarded(deps, request.id, run.id);
  return undefined;
}

/** The call is recorded before it is sent, except for a settled request, which no longer moves. */
function decideOrphan(
  { requests, clock }: OrphanDeps,
  requestId: string,
  run: Run,
  act: EndSent['act'],
): Promise<string | undefined> {
  return moveUntilTaken<string | undefined>(requests, requestId, (request) => {
    if (request === undefined || request.runId === run.id) return undefined;
    const comment = `Not the run of request ${request.token}; ${request.runId ?? 'no run'} is.`;
    if (isSettled(request.state)) return comment;
    const before = request.orphanEndSent?.run === run.id ? request.orphanEndSent : undefined;
    const at = new Date(clock.now());
    if (!mayEnd(act, run, before, at.getTime())) return undefined;
    const times = before?.act === act ? before.times + 1 : 1;
    const move: Move = {
      event: 'note',
      change: { orphanEndSent: { run: run.id, act, times, at } },
      audit: { kind: 'run.ending_orphan', request: requestId, actor: 'bot', facts: { run: run.id, act, times } },
    };
    return propose(move, () => comment);
  });
}

/** Recorded, and posted in the thread unless its ending was already posted. */
function sayDiscarded(deps: OrphanDeps, requestId: string, runId: string): Promise<void> {
  const audit = { kind: 'run.orphan_discarded', request: requestId, actor: 'bot', facts: { run: runId } } as const;
  return moveUntilTaken<void>(deps.requests, requestId, (request) => {
    if (request === undefined || isSettled(request.state)) return deps.requests.note(audit);
    const { orphanEndSent } = request;
    if (orphanEndSent?.accepted === true) return deps.requests.note(audit);
    return propose({
      event: 'note',
      audit,
      ...(orphanEndSent === undefined ? {} : { change: { orphanEndSent: { ...orphanEndSent, accepted: true } } }),
      milestones: [{ kind: 'orphan_discarded', runId }],
    });
  });
}

/** A second run that was created together with ours becomes the workspace's current run when ours is over. */
export async function discardOrphans(deps: OrphanDeps, requestId: string): Promise<void> {
  const request = await deps.requests.find(requestId);
  if (request?.token === undefined) return;
  const { entry, workspaceId } = request.asked;
  const workspace = await deps.terraform.readWorkspace({
    connection: entry.connection,
    workspaceId,
  });
  if (workspace?.currentRun !== undefined) await discardOrphan(deps, request, workspace.currentRun);
}
