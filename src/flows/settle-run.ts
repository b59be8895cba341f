import { describeVerdict, eventOf } from '../domain/describe-verdict.ts';
import type { RequestEvent } from '../domain/lifecycle.ts';
import type { ActionRequest } from '../domain/request.ts';
import type { Run } from '../domain/run.ts';
import { phaseOf } from '../domain/run-status.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { FollowDeps } from './follow-run.ts';
import { Unreachable } from './hcp-terraform.ts';

interface End {
  readonly event: RequestEvent;
  readonly outcome: string;
  readonly hint?: string;
  readonly excerpt?: string;
  readonly verdict?: Verdict;
}

/** The request is over, and what came of it is on the record. */
export async function settle(deps: FollowDeps, request: ActionRequest, end: End): Promise<void> {
  const { event, ...change } = end;
  const now = deps.clock.now();
  await deps.record.move(request, {
    event,
    change: { ...change, settledAt: new Date(now), deadline: null, waiting: null, blocked: null, actionProgress: null },
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
      },
    },
    milestones: [{ kind: 'settled' }],
  });
}

export async function settleWithVerdict(
  deps: FollowDeps,
  request: ActionRequest,
  run: Run,
  verdict: Verdict,
): Promise<void> {
  const excerpt =
    verdict.ended === 'succeeded' && run.status === 'applied' ? undefined : await excerptOf(deps, request, run);
  await settle(deps, request, {
    event: eventOf(verdict),
    ...describeVerdict(verdict, run, request),
    ...(excerpt === undefined ? {} : { excerpt }),
    verdict,
  });
}

/** A run that ended without having been confirmed: nothing was invoked, whatever ended it. */
export async function settleRun(deps: FollowDeps, request: ActionRequest, run: Run): Promise<void> {
  const { ending } = request;
  if (ending !== undefined) return settle(deps, request, endOfEnding(ending));
  const phase = phaseOf(run.status);
  if (phase === 'errored') {
    const excerpt = await excerptOf(deps, request, run);
    return settle(deps, request, {
      event: 'run_failed',
      outcome: 'The run errored before it was applied. Nothing was invoked.',
      ...(excerpt === undefined ? {} : { excerpt }),
    });
  }
  return settle(deps, request, ENDS[phase] ?? ENDS.discarded);
}

const ENDS: { readonly discarded: End } & Readonly<Record<string, End>> = {
  discarded: { event: 'run_discarded', outcome: 'The run was discarded in HCP Terraform. Nothing was invoked.' },
  canceled: {
    event: 'run_canceled',
    outcome: 'The run was canceled before it was applied, in HCP Terraform. Nothing was invoked.',
  },
  planned_and_finished: {
    event: 'verdict_not_invoked',
    outcome: 'The run was planned and finished: there was nothing to apply, so nothing was invoked.',
  },
  policy_soft_failed: {
    event: 'run_failed',
    outcome: 'A policy failed, so the run ended before it was applied. Nothing was invoked.',
  },
};

const EVENT_OF_ENDING = {
  withdrawn: 'withdraw',
  expired: 'expire',
  voided: 'void',
  discarded: 'run_discarded',
  canceled: 'run_canceled',
} as const satisfies Record<string, RequestEvent>;

const endOfEnding = (ending: NonNullable<ActionRequest['ending']>): End => ({
  event: EVENT_OF_ENDING[ending.state],
  outcome: `${ending.because}. Its run was ended before it was applied, and nothing was invoked.`,
});

/** A 404 for the run itself, three times apart: it was deleted, or is no longer shown to the bot. */
export async function settleUnreadable(deps: FollowDeps, request: ActionRequest): Promise<void> {
  const missed = (request.readsMissed ?? 0) + 1;
  const now = deps.clock.now();
  if (request.missedAt !== undefined && now - request.missedAt.getTime() < MISSED_APART) return;
  if (missed < MISSED_AT_MOST) {
    await deps.record.move(request, {
      event: 'note',
      change: { readsMissed: missed, missedAt: new Date(now) },
      audit: { kind: 'run.not_readable', request: request.id, actor: 'bot', facts: { missed } },
    });
    return;
  }
  await settle(deps, request, {
    event: 'verdict_unresolved',
    outcome: `HCP Terraform no longer shows ${request.runId} to the bot, so how the action ended is not known.`,
    hint: 'The run or its workspace was deleted, or the bot may no longer read it.',
  });
}

const MISSED_AT_MOST = 3;
const MISSED_APART = 30_000;

/** The log says what went wrong; a log that cannot be read holds up no verdict. */
async function excerptOf(deps: FollowDeps, request: ActionRequest, run: Run): Promise<string | undefined> {
  const { entry } = request.frozen;
  try {
    const applied = run.apply === undefined ? undefined : await deps.terraform.readApplyLog(entry, run.apply.id);
    if (applied?.excerpt !== undefined) return applied.excerpt;
    return run.plan === undefined ? undefined : (await deps.terraform.readPlanLog(entry, run.plan.id))?.excerpt;
  } catch (error) {
    if (error instanceof Unreachable) return undefined;
    throw error;
  }
}
