import type { ActionRequest } from '../../domain/request.ts';
import type { Run } from '../../domain/run.ts';
import { phaseOf } from '../../domain/run-status.ts';
import { isCount } from '../../domain/said.ts';
import {
  decideVerdict,
  isComplete,
  type Verdict,
  type VerdictTerms,
  verdictOfApply,
  verdictOfInvocations,
  verdictOfLog,
} from '../../domain/verdict.ts';
import type { RunDeps } from '../guarding/recheck-request.ts';
import { type HcpTerraform, Unreachable } from '../ports/hcp-terraform.ts';
import { settleWithVerdict } from './settle-run.ts';

/** Delay before asking again for an invocation that has not ended (milliseconds). */
const ASK_AGAIN = [2_000, 5_000, 10_000] as const;

/** How the action of a confirmed run ended. The run's status alone never says so. */
export async function readVerdict(deps: RunDeps, request: ActionRequest, run: Run): Promise<void> {
  const { entry, workspaceId } = request.asked;
  const statuses = await deps.terraform.readInvocations(entry, workspaceId, entry.address, run.id);
  const listed = statuses === undefined ? undefined : verdictOfInvocations(statuses, termsOf(request, run));
  if (statuses !== undefined && !isComplete(listed) && (await askAgainLater(deps, request))) return;
  await settleWithVerdict(deps, request, run, await weigh(deps, request, run, listed));
}

/**
 * If the plan was not counted before the confirmation, for example because somebody confirmed in HCP Terraform, its own
 * number counts.
 */
const termsOf = ({ plannedInvocations }: ActionRequest, { plan, status }: Run): VerdictTerms => ({
  planned: plannedInvocations ?? (isCount(plan?.actionInvocations) ? plan.actionInvocations : undefined),
  applied: phaseOf(status) === 'applied',
});

/**
 * Compares what the actions API lists with what the apply counted. If neither covers every invocation, the log is read.
 * Throws `Unreachable`.
 */
export async function weigh(
  deps: { readonly terraform: Pick<HcpTerraform, 'readApplyLog'> },
  request: ActionRequest,
  run: Run,
  listed: Verdict | undefined,
): Promise<Verdict> {
  const terms = termsOf(request, run);
  const counted = verdictOfApply(run.apply, terms);
  if (isComplete(listed) || isComplete(counted)) return decideVerdict([listed, counted]);
  const log =
    run.apply === undefined ? undefined : await deps.terraform.readApplyLog(request.asked.entry, run.apply.id);
  if (log?.brokeOff === true && log.errored === 0) throw new Unreachable('the log of the apply broke off');
  return decideVerdict([listed, counted, log?.structured === true ? verdictOfLog(log, terms) : undefined]);
}

/** Whether to ask again later. Stored with the request, so a restart does not reset it. */
async function askAgainLater(deps: RunDeps, request: ActionRequest): Promise<boolean> {
  const asked = request.verdictAsked ?? 0;
  const wait = ASK_AGAIN[asked];
  if (wait === undefined) return false;
  const now = deps.clock.now();
  if (request.verdictDueAt !== undefined && request.verdictDueAt.getTime() > now) return true;
  const at = new Date(now + wait);
  await deps.requests.move(request, {
    event: 'note',
    change: { verdictAsked: asked + 1, verdictDueAt: at },
    audit: { kind: 'verdict.not_there_yet', request: request.id, actor: 'bot', facts: { asked: asked + 1 } },
    due: [{ work: 'follow_run', at }],
  });
  return true;
}
