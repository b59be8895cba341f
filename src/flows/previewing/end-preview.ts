import { isSettled } from '../../domain/lifecycle.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { isFinal, phaseOf } from '../../domain/run-status.ts';
import type { KeepDeps } from '../creating/keep-run.ts';

/** The request has ended, so its preview is no longer needed. */
export async function endPreview(deps: KeepDeps, requestId: string): Promise<void> {
  const request = await deps.requests.find(requestId);
  if (request?.preview?.token === undefined || !isSettled(request.state)) return;
  const { runId, token } = request.preview;
  if (runId !== undefined) return endPreviewRun(deps, request, runId);
  const { entry, workspaceId } = request.asked;
  const runs = await deps.terraform.findRunsByToken(entry, workspaceId, token, 'plan_only');
  for (const { id } of runs) await endPreviewRun(deps, request, id);
}

/** Best effort: a plan-only run invokes nothing and ends on its own. */
export async function endPreviewRun(deps: KeepDeps, request: ActionRequest, runId: string): Promise<void> {
  const { entry } = request.asked;
  const run = await deps.terraform.readRunToAct(entry, runId);
  if (run === undefined || isFinal(phaseOf(run.status)) || run.canceledAt !== undefined) return;
  const { cancelable, discardable } = run.actions;
  if (!cancelable && !discardable) return;
  const end = cancelable ? deps.terraform.cancelRun : deps.terraform.discardRun;
  // Once the request is over its preview is useless, whatever happens meanwhile.
  const answer = await end(entry, runId, async () => `Request ${request.id} ended before its preview`);
  await deps.requests.note({
    kind: 'preview.ended',
    request: request.id,
    actor: 'bot',
    facts: { run: runId, answer },
  });
}
