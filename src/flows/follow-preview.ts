import { findDifference } from '../domain/planned-run.ts';
import { expectedPreview } from '../domain/preview.ts';
import type { Run } from '../domain/run.ts';
import { type FinalPhase, isFinal, phaseOf } from '../domain/run-status.ts';
import { countInvocations, readPlanLogOf } from './count-invocations.ts';
import type { FollowDeps } from './follow-run.ts';
import { failPreview, isPreviewing, movePreview, type PreviewFault, type Previewing } from './move-preview.ts';
import type { Move } from './request-record.ts';

/** Reads the run of a preview by its id. Once it is planned the preview passes, or the request is void. */
export async function followPreview(deps: FollowDeps, requestId: string): Promise<void> {
  const request = await deps.record.find(requestId);
  if (!isPreviewing(request, 'planning')) return;
  const { runId = '', status } = request.preview;
  const run = await deps.terraform.readRun(request.frozen.entry, runId);
  const planning = (moveOf: (now: Previewing, at: Date) => Move) => movePreview(deps, requestId, 'planning', moveOf);
  if (run === undefined) return isReadAgain(request, deps.clock.now()) ? planning(missOrFail) : undefined;
  if (!run.planOnly) {
    // It waits in the workspace's queue like any run, so it has to leave it.
    const because = 'HCP Terraform made a run for the preview that is not a plan-only run.';
    return planning((now, at) => ({ ...failPreview(now, at, { because }), due: [{ work: 'end_preview', at }] }));
  }
  const phase = phaseOf(run.status);
  if (!isFinal(phase)) return run.status === status ? undefined : planning((now) => noteStatus(now, run));
  const ended = await findFault(deps, request, run, phase);
  return planning((now, at) => ('because' in ended ? failPreview(now, at, ended) : pass(now, at, run, ended)));
}

/** What is wrong with a preview that is over, or what it invokes. */
async function findFault(
  deps: FollowDeps,
  request: Previewing,
  run: Run,
  phase: FinalPhase,
): Promise<PreviewFault | { readonly invocations: number | undefined }> {
  if (phase !== 'planned_and_finished') {
    const excerpt = (await readPlanLogOf(deps, request, run))?.excerpt;
    return { because: ENDS[phase], excerpt };
  }
  const { invocations, excess } = await countInvocations(deps, request, run);
  const fault = findDifference(request, run, expectedPreview(request)) ?? excess;
  if (fault === undefined) return { invocations };
  const excerpt = (await readPlanLogOf(deps, request, run, 'always'))?.excerpt;
  return { because: `The preview shows a run that is not allowed: ${fault}.`, excerpt };
}

const ENDS: Readonly<Record<Exclude<FinalPhase, 'planned_and_finished'>, string>> = {
  applied: 'The preview was applied, which a plan-only run never is. Look at it in HCP Terraform.',
  errored: 'The preview errored.',
  discarded: 'The preview was discarded in HCP Terraform.',
  canceled: 'The preview was canceled in HCP Terraform.',
  policy_soft_failed: 'A policy failed in the preview.',
};

/** A request that nobody has to approve has waited for this alone. */
const pass = (
  request: Previewing,
  now: Date,
  run: Run,
  { invocations }: { readonly invocations: number | undefined },
): Move => ({
  event: 'note',
  change: {
    preview: {
      ...request.preview,
      stage: 'passed',
      status: run.status,
      passedAt: now,
      ...(invocations === undefined ? {} : { invocations }),
    },
  },
  audit: {
    kind: 'preview.passed',
    request: request.id,
    actor: 'bot',
    facts: { run: run.id, invocations: invocations ?? null, resource_changes: run.plan?.resourceChanges ?? null },
  },
  due: request.state === 'approved' ? [{ work: 'create_run', at: now }] : [],
  milestones: [{ kind: 'previewed', runId: run.id, invocations }],
});

const noteStatus = (request: Previewing, run: Run): Move => ({
  event: 'note',
  change: { preview: { ...request.preview, status: run.status } },
  audit: {
    kind: 'preview.status',
    request: request.id,
    actor: 'bot',
    facts: { run: run.id, status: run.status, phase: phaseOf(run.status) },
  },
});

const MISSED_AT_MOST = 3;
const MISSED_APART = 30_000;

const isReadAgain = ({ preview }: Previewing, now: number): boolean =>
  preview.missedAt === undefined || now - preview.missedAt.getTime() >= MISSED_APART;

/** A 404 for the run itself, three times apart: it was deleted, or is no longer shown to the bot. */
function missOrFail(request: Previewing, now: Date): Move {
  const missed = (request.preview.readsMissed ?? 0) + 1;
  if (missed >= MISSED_AT_MOST) {
    const because = `HCP Terraform no longer shows ${request.preview.runId} to the bot, so what would happen is unknown.`;
    return failPreview(request, now, { because, hint: 'The run or its workspace was deleted. Ask again.' });
  }
  return {
    event: 'note',
    change: { preview: { ...request.preview, readsMissed: missed, missedAt: now } },
    audit: { kind: 'preview.not_readable', request: request.id, actor: 'bot', facts: { missed } },
  };
}
