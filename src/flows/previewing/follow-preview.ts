import type { PreviewFault } from '../../domain/outcome.ts';
import { findDifference } from '../../domain/planned-run.ts';
import type { Run } from '../../domain/run.ts';
import { QUEUE_PATIENCE, queueOf, sinceStatus } from '../../domain/run-queue.ts';
import { isFinal, phaseOf } from '../../domain/run-status.ts';
import { countInvocations, readPlanLogOf } from '../ending/count-invocations.ts';
import { isWorkspaceHidden, MISSED_APART, MISSED_AT_MOST } from '../ending/settle-run.ts';
import type { RunDeps } from '../guarding/recheck-request.ts';
import { Unreachable } from '../ports/hcp-terraform.ts';
import type { Move } from '../ports/request-store.ts';
import { expectedPreview, failPreview, isPreviewing, movePreview, type Previewing } from './move-preview.ts';

/** Polls the run of a preview by its id. When it is planned, the preview passes or the request is voided. */
export async function followPreview(deps: RunDeps, requestId: string): Promise<void> {
  const request = await deps.requests.find(requestId);
  if (!isPreviewing(request, 'planning')) return;
  const { runId = '', status } = request.preview;
  const run = await deps.terraform.readRun(request.asked.entry, runId);
  const planning = (moveOf: (now: Previewing, at: Date) => Move) => movePreview(deps, requestId, 'planning', moveOf);
  if (run === undefined) {
    if (!isReadAgain(request, deps.clock.now())) return;
    if (isMissing(request) && (await isWorkspaceHidden(deps, request))) {
      throw new Unreachable(`neither run ${runId} nor its workspace is shown`, 404);
    }
    return planning(missOrFail);
  }
  if (!run.planOnly) {
    // It waits in the workspace's queue like any run, so it has to be removed.
    return planning((now, at) => ({
      ...failPreview(now, at, { kind: 'not_plan_only' }),
      due: [{ work: 'end_preview', at }],
    }));
  }
  if (!isFinal(phaseOf(run.status))) {
    const queuedSince = sinceWhenQueued(request, run, deps.clock.now());
    const isKnown = run.status === status && queuedSince?.getTime() === request.preview.queuedSince?.getTime();
    return isKnown ? undefined : planning((now) => noteStatus(now, run, queuedSince));
  }
  const ended = await findFault(deps, request, run);
  return planning((now, at) =>
    'fault' in ended ? failPreview(now, at, ended.fault, ended.excerpt) : pass(now, at, run, ended),
  );
}

/** What is wrong with a finished preview, or what it invokes. */
async function findFault(
  deps: RunDeps,
  request: Previewing,
  run: Run,
): Promise<
  { readonly fault: PreviewFault; readonly excerpt: string | undefined } | { readonly invocations: number | undefined }
> {
  const phase = phaseOf(run.status);
  if (phase !== 'planned_and_finished') {
    const excerpt = (await readPlanLogOf(deps, request, run))?.excerpt;
    return { fault: { kind: 'ended', status: run.status }, excerpt };
  }
  const { invocations, excess } = await countInvocations(deps, request, run);
  const difference = findDifference(request, run, expectedPreview(request)) ?? excess;
  if (difference === undefined) return { invocations };
  const excerpt = (await readPlanLogOf(deps, request, run, 'always'))?.excerpt;
  return { fault: { kind: 'not_allowed', difference }, excerpt };
}

/** A request without approvals waited only for this. */
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

function sinceWhenQueued({ preview }: Previewing, run: Run, now: number): Date | undefined {
  if (queueOf(run.status) === undefined) return undefined;
  const since = (run.status === preview.status ? preview.queuedSince : undefined) ?? sinceStatus(run) ?? run.createdAt;
  return since !== undefined && now - since.getTime() >= QUEUE_PATIENCE ? since : undefined;
}

const noteStatus = (
  { id, preview: { queuedSince: _, ...preview } }: Previewing,
  run: Run,
  queuedSince?: Date,
): Move => ({
  event: 'note',
  change: { preview: { ...preview, status: run.status, ...(queuedSince === undefined ? {} : { queuedSince }) } },
  audit: {
    kind: 'preview.status',
    request: id,
    actor: 'bot',
    facts: { run: run.id, status: run.status, phase: phaseOf(run.status) },
  },
});

const isReadAgain = ({ preview }: Previewing, now: number): boolean =>
  preview.missedAt === undefined || now - preview.missedAt.getTime() >= MISSED_APART;

const missesOf = ({ preview }: Previewing): number => (preview.readsMissed ?? 0) + 1;

/** The run answered 404 three times: it was deleted. */
const isMissing = (request: Previewing): boolean => missesOf(request) >= MISSED_AT_MOST;

function missOrFail(request: Previewing, now: Date): Move {
  const missed = missesOf(request);
  if (isMissing(request)) {
    return failPreview(request, now, { kind: 'unreadable', run: request.preview.runId ?? '' });
  }
  return {
    event: 'note',
    change: { preview: { ...request.preview, readsMissed: missed, missedAt: now } },
    audit: { kind: 'preview.not_readable', request: request.id, actor: 'bot', facts: { missed } },
  };
}
