import { isSettled } from '../../domain/lifecycle.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { isFinal, phaseOf } from '../../domain/run-status.ts';
import type { KeepDeps } from '../creating/keep-run.ts';

/** The request ended first: its preview is of no use any more. */
export async function endPreview(deps: KeepDeps, requestId: string): Promise<void> {
  const request = await deps.requests.find(requestId);
  if (request?.preview?.token === undefined || !isSettled(request.state)) return;
  const { runId, token } = request.preview;
  if (runId !== undefined) return endPreviewRun(deps, request, runId);
  const { entry, workspaceId } = request.asked;
  const runs = await deps.terraform.findRunsByToken(entry, workspaceId, token, 'plan_only');
  for (const { id } of runs) await endPreviewRun(deps, request, id);
}

/** Only tried: a plan-only run invokes nothing, and ends by itself where it cannot be ended. */
export async function endPreviewRun(deps: KeepDeps, request: ActionRequest, runId: string): Promise<void> {
  const { entry } = request.asked;
  const run = await deps.terraform.readRunToAct(entry, runId);
  if (run === undefined || isFinal(phaseOf(run.status)) || run.canceledAt !== undefined) return;
  const { cancelable, discardable } = run.actions;
  if (!cancelable && !discardable) return;
  const end = cancelable ? deps.terraform.cancelRun : deps.terraform.discardRun;
  // A plan-only run is of no use to a request that is over, whatever happens meanwhile.
  const answer = await end(entry, runId, async () => `Request ${request.id} ended before its preview`);
  await deps.requests.note({
    kind: 'preview.ended',
    request: request.id,
    actor: 'bot',
    facts: { run: runId, answer },
  });
}
