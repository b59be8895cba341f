import { isSettled, stateAfter } from '../../domain/lifecycle.ts';
import type { Late } from '../../domain/outcome.ts';
import { ANSWERED_WITHIN } from '../../domain/owed-work.ts';
import { awaitsPreview } from '../../domain/preview.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { isPlanned } from '../../domain/run.ts';
import { endingAs, milestoneOf } from '../../domain/say-ending.ts';
import { endedAs } from '../../domain/say-outcome.ts';
import { isBeingConfirmed, isRunLimited } from '../../domain/time-limit.ts';
import type { FreezeDeps } from '../guarding/find-freeze.ts';
import { moveUntilTaken, propose } from '../guarding/move-until-taken.ts';
import type { Move, RequestStore } from '../ports/request-store.ts';
import { setDeadline } from './set-deadline.ts';
import { noteMissedFreeze } from './wait-for-freeze.ts';

export interface ExpireDeps extends FreezeDeps {
  readonly requests: RequestStore;
}

/** What the request waited for did not come in time. A run that exists is discarded before the request can end. */
export function expireRequest(deps: ExpireDeps, requestId: string): Promise<void> {
  return moveUntilTaken<void>(deps.requests, requestId, async (request) => {
    if (request === undefined || isSettled(request.state)) return undefined;
    const now = deps.clock.now();
    const at = endOfTime(request);
    if (at !== undefined && at.getTime() > now) return deps.requests.enqueue(request, { work: 'expire_request', at });
    const missedFreeze = at && (await noteMissedFreeze(deps, request));
    if (missedFreeze !== undefined) return propose(missedFreeze, () => expireRequest(deps, requestId));
    const move = at === undefined ? limitTime(request, now) : expiryOf(request, new Date(now));
    return move && propose(move);
  });
}

/** A confirmation that was sent before its limit may still be carried out, so that its answer is waited for first. */
function endOfTime({ deadline, confirmSentAt }: ActionRequest): Date | undefined {
  if (deadline === undefined || confirmSentAt === undefined) return deadline;
  return new Date(Math.max(deadline.getTime(), confirmSentAt.getTime() + ANSWERED_WITHIN));
}

/** The release before this one took the limit away when it confirmed a run, so that nothing ended one that stayed planned. */
function limitTime(request: ActionRequest, now: number): Move | undefined {
  if (request.state !== 'running' || !isRunLimited(request)) return undefined;
  const limit = setDeadline(now, request.asked.entry.confirmWithin);
  const audit = {
    kind: 'request.limited',
    request: request.id,
    actor: 'bot',
    facts: { state: request.state },
  } as const;
  return { event: 'note', change: limit.change, due: limit.due, audit };
}

function expiryOf(request: ActionRequest, at: Date): Move | undefined {
  const audit = {
    kind: 'request.expired',
    request: request.id,
    actor: 'bot',
    facts: { state: request.state },
  } as const;
  if (request.state === 'creating' || request.state === 'running') return endingOf(request, at, audit);
  if (stateAfter(request.state, 'expire') === undefined) return undefined;
  return {
    event: 'expire',
    change: {
      settledAt: at,
      deadline: null,
      ...endedAs({ kind: 'ended_without_run', why: { kind: 'late', late: whatDidNotCome(request) } }),
    },
    audit,
    milestones: request.state === 'unconfirmed' ? [] : [{ kind: 'settled' }],
  };
}

function endingOf(request: ActionRequest, at: Date, audit: Move['audit']): Move | undefined {
  if (!isRunLimited(request)) return undefined;
  const ending = endingAs('expired', { kind: 'late', late: whatDidNotCome(request) });
  return {
    event: 'note',
    change: { ending, deadline: null },
    audit,
    due: request.state === 'running' ? [{ work: 'follow_run', at }] : [],
    milestones: [milestoneOf(ending)],
  };
}

function whatDidNotCome(request: ActionRequest): Late {
  if (request.state === 'unconfirmed') return 'run_it';
  if (awaitsPreview(request)) return 'preview';
  if (request.state === 'awaiting_approval') return 'approvals';
  if (request.waiting?.because === 'hcp_terraform') return 'decision_in_hcp_terraform';
  if (isBeingConfirmed(request)) return 'carried_out';
  if (request.waiting !== undefined) return 'confirmation';
  if (request.run !== undefined && isPlanned(request.run)) return 'confirming';
  return 'start';
}
