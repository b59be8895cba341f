import { isSettled, stateAfter } from '../../domain/lifecycle.ts';
import type { Late } from '../../domain/outcome.ts';
import { ANSWERED_WITHIN } from '../../domain/owed-work.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { endingAs, milestoneOf } from '../../domain/say-ending.ts';
import { endedAs } from '../../domain/say-outcome.ts';
import { situationOf } from '../../domain/situation.ts';
import { isRunLimited } from '../../domain/time-limit.ts';
import type { FreezeDeps } from '../guarding/find-freeze.ts';
import { moveUntilTaken, propose } from '../guarding/move-until-taken.ts';
import type { Move, RequestStore } from '../ports/request-store.ts';
import { setDeadline } from './set-deadline.ts';
import { noteMissedFreeze } from './wait-for-freeze.ts';

export interface ExpireDeps extends FreezeDeps {
  readonly requests: RequestStore;
}

/** The request's deadline has passed. An existing run is discarded before the request can end. */
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

/** A confirmation that was sent before the deadline may still be carried out, so its answer is awaited first. */
function endOfTime({ deadline, confirmSentAt }: ActionRequest): Date | undefined {
  if (deadline === undefined || confirmSentAt === undefined) return deadline;
  return new Date(Math.max(deadline.getTime(), confirmSentAt.getTime() + ANSWERED_WITHIN));
}

/** The previous release removed the deadline when it confirmed a run, so a run that stayed planned was never ended. */
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
  const now = situationOf(request);
  switch (now.kind) {
    case 'unconfirmed':
      return 'run_it';
    case 'waiting_for_preview':
      return 'preview';
    case 'waiting_for_approvals':
      return 'approvals';
    case 'held_by_freeze':
      return now.before === 'approvals' ? 'approvals' : 'start';
    case 'waiting_in_hcp_terraform':
      return 'decision_in_hcp_terraform';
    case 'being_confirmed':
      return 'carried_out';
    case 'waiting_for_person':
      return 'confirmation';
    case 'about_to_be_created':
    case 'blocked':
    case 'queued':
    case 'planning':
      return now.goal === 'confirmed' ? 'confirming' : 'start';
    case 'being_created':
    case 'looking_for_run':
    case 'ending_unknown_run':
      return 'start';
    // These have no deadline.
    case 'applying':
    case 'being_ended':
    case 'ended_too_late':
    case 'run_is_over':
    case 'settled':
      return 'confirming';
  }
}
