import { eventOf, outcomeOfVerdict } from '../../domain/describe-verdict.ts';
import { DAY } from '../../domain/duration.ts';
import type { RequestEvent } from '../../domain/lifecycle.ts';
import type { Outcome, UnconfirmedEnd } from '../../domain/outcome.ts';
import type { ActionRequest } from '../../domain/request.ts';
import type { Run } from '../../domain/run.ts';
import { isFinal, phaseOf } from '../../domain/run-status.ts';
import { reasonOf } from '../../domain/say-ending.ts';
import { endedAs } from '../../domain/say-outcome.ts';
import { UNKNOWN_VERDICT, type Verdict } from '../../domain/verdict.ts';
import type { RunDeps } from '../guarding/recheck-request.ts';
import { Unreachable } from '../ports/hcp-terraform.ts';

interface End {
  readonly event: RequestEvent;
  readonly ended: Outcome;
  readonly excerpt?: string;
  readonly verdict?: Verdict;
}

/** Settles the request and records the outcome. */
export async function settle(deps: RunDeps, request: ActionRequest, end: End): Promise<void> {
  const { event, ended, ...change } = end;
  const now = deps.clock.now();
  await deps.requests.move(request, {
    event,
    change: {
      ...change,
      ...endedAs(ended),
      settledAt: new Date(now),
      deadline: null,
      waiting: null,
      blocked: null,
      actionProgress: null,
    },
    audit: {
      kind: 'request.settled',
      request: request.id,
      actor: 'bot',
      facts: {
        event,
        run: request.runId ?? null,
        status: request.run?.status ?? null,
        verdict: end.verdict?.ended ?? null,
        source: end.verdict?.source ?? null,
        ...(end.verdict && countsOf(end.verdict)),
      },
    },
    milestones: [{ kind: 'settled' }],
  });
}

const countsOf = ({ planned, succeeded, failed, notInvoked, untold }: Verdict) => ({
  planned: planned ?? null,
  succeeded,
  failed,
  not_invoked: notInvoked ?? null,
  untold: untold ?? null,
});

export async function settleWithVerdict(
  deps: RunDeps,
  request: ActionRequest,
  run: Run,
  verdict: Verdict,
): Promise<void> {
  const excerpt =
    verdict.ended === 'succeeded' && run.status === 'applied' ? undefined : await excerptOf(deps, request, run);
  await settle(deps, request, {
    event: eventOf(verdict),
    ended: outcomeOfVerdict(verdict, run, request),
    ...(excerpt === undefined ? {} : { excerpt }),
    verdict,
  });
}

/** A run that ended without being confirmed. Nothing was invoked, whatever ended it. */
export async function settleRun(deps: RunDeps, request: ActionRequest, run: Run): Promise<void> {
  const { ending } = request;
  if (ending !== undefined) return settle(deps, request, endOfEnding(ending));
  const phase = phaseOf(run.status);
  if (!isFinal(phase)) return;
  if (phase === 'applied') {
    // Only confirmed runs are applied, so of this one nobody knows how its action ended.
    return settle(deps, request, {
      event: eventOf(UNKNOWN_VERDICT),
      ended: outcomeOfVerdict(UNKNOWN_VERDICT, run, request),
    });
  }
  const excerpt = phase === 'errored' ? await excerptOf(deps, request, run) : undefined;
  await settle(deps, request, {
    event: EVENT_OF_END[phase],
    ended: { kind: 'run_ended', how: phase },
    ...(excerpt === undefined ? {} : { excerpt }),
  });
}

const EVENT_OF_END = {
  errored: 'run_failed',
  discarded: 'run_discarded',
  canceled: 'run_canceled',
  planned_and_finished: 'verdict_not_invoked',
  policy_soft_failed: 'run_failed',
} as const satisfies Record<UnconfirmedEnd, RequestEvent>;

const EVENT_OF_ENDING = {
  withdrawn: 'withdraw',
  expired: 'expire',
  voided: 'void',
  discarded: 'run_discarded',
  canceled: 'run_canceled',
} as const satisfies Record<string, RequestEvent>;

const endOfEnding = (ending: NonNullable<ActionRequest['ending']>): End => ({
  event: EVENT_OF_ENDING[ending.state],
  ended: { kind: 'ended_with_run', why: reasonOf(ending) },
});

/**
 * The run answered 404 three times: it was deleted. If its workspace answers 404 as well, the token sees neither, which
 * says nothing about the run; it is then polled for a day, as if the service were away.
 */
export async function settleUnreadable(deps: RunDeps, request: ActionRequest): Promise<void> {
  const missed = (request.readsMissed ?? 0) + 1;
  const now = deps.clock.now();
  const isSameMiss = request.missedAt !== undefined && now - request.missedAt.getTime() < MISSED_APART;
  const isHidden = missed >= MISSED_AT_MOST && missed < HIDDEN_AT_MOST && (await isWorkspaceHidden(deps, request));
  if (!isSameMiss && (missed < MISSED_AT_MOST || isHidden)) {
    await deps.requests.move(request, {
      event: 'note',
      change: { readsMissed: missed, missedAt: new Date(now) },
      audit: { kind: 'run.not_readable', request: request.id, actor: 'bot', facts: { missed } },
    });
  }
  if (isHidden) throw new Unreachable(`neither run ${request.runId} nor its workspace is shown`, 404);
  if (isSameMiss || missed < MISSED_AT_MOST) return;
  await settle(deps, request, {
    event: 'verdict_unresolved',
    ended: { kind: 'run_unreadable', run: request.runId },
  });
}

/** How many times a run has to be missing before its request settles. */
export const MISSED_AT_MOST = 3;
/** Two misses within this time count as one (milliseconds). */
export const MISSED_APART = 30_000;
/** If the workspace is missing too: a day of misses. */
const HIDDEN_AT_MOST = DAY / MISSED_APART;

export const isWorkspaceHidden = async ({ terraform }: Pick<RunDeps, 'terraform'>, { asked }: ActionRequest) =>
  (await terraform.readWorkspace({ connection: asked.entry.connection, workspaceId: asked.workspaceId })) === undefined;

/** The log says what went wrong. If it cannot be read, the verdict does not wait for it. */
async function excerptOf(deps: RunDeps, request: ActionRequest, run: Run): Promise<string | undefined> {
  const { entry } = request.asked;
  try {
    const applied = run.apply === undefined ? undefined : await deps.terraform.readApplyLog(entry, run.apply.id);
    if (applied?.excerpt !== undefined) return applied.excerpt;
    return run.plan === undefined ? undefined : (await deps.terraform.readPlanLog(entry, run.plan.id))?.excerpt;
  } catch (error) {
    if (error instanceof Unreachable) return undefined;
    throw error;
  }
}
