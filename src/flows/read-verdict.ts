import type { ActionRequest } from '../domain/request.ts';
import type { Run } from '../domain/run.ts';
import {
  UNKNOWN_VERDICT,
  type Verdict,
  verdictOfApply,
  verdictOfInvocations,
  verdictOfLog,
} from '../domain/verdict.ts';
import type { FollowDeps } from './follow-run.ts';
import { type HcpTerraform, Unreachable } from './hcp-terraform.ts';
import { settleWithVerdict } from './settle-run.ts';

/** An invocation that has not ended yet is asked for again after so long (milliseconds). */
const ASK_AGAIN = [2_000, 5_000, 10_000] as const;

/** How the action itself ended, of a run that was confirmed; the run's status alone never tells. */
export async function readVerdict(deps: FollowDeps, request: ActionRequest, run: Run): Promise<void> {
  const { entry, workspaceId } = request.frozen;
  const statuses = await deps.terraform.readInvocations(entry, workspaceId, entry.address, run.id);
  const verdict = statuses === undefined ? undefined : verdictOfInvocations(statuses);
  if (verdict !== undefined) return settleWithVerdict(deps, request, run, verdict);
  if (statuses !== undefined && (await askAgainLater(deps, request))) return;
  await settleWithVerdict(deps, request, run, await fallBack(deps, request, run));
}

/** Where the API of actions does not tell: what the apply counted, else its log. Throws `Unreachable`. */
export async function fallBack(
  deps: { readonly terraform: Pick<HcpTerraform, 'readApplyLog'> },
  request: ActionRequest,
  run: Run,
): Promise<Verdict> {
  const counted = verdictOfApply(run.apply);
  if (counted !== undefined) return counted;
  const log =
    run.apply === undefined ? undefined : await deps.terraform.readApplyLog(request.frozen.entry, run.apply.id);
  if (log?.brokeOff === true && log.errored === 0) throw new Unreachable('the log of the apply broke off');
  return (log?.structured === true ? verdictOfLog(log) : undefined) ?? UNKNOWN_VERDICT;
}

/** Whether there is a further time to ask; it is remembered with the request, so that a restart does not begin anew. */
async function askAgainLater(deps: FollowDeps, request: ActionRequest): Promise<boolean> {
  const asked = request.verdictAsked ?? 0;
  const wait = ASK_AGAIN[asked];
  if (wait === undefined) return false;
  const now = deps.clock.now();
  if (request.verdictDueAt !== undefined && request.verdictDueAt.getTime() > now) return true;
  const at = new Date(now + wait);
  await deps.record.move(request, {
    event: 'note',
    change: { verdictAsked: asked + 1, verdictDueAt: at },
    audit: { kind: 'verdict.not_there_yet', request: request.id, actor: 'bot', facts: { asked: asked + 1 } },
    due: [{ work: 'follow_run', at }],
  });
  return true;
}
