import { isSettled, stateAfter } from '../../domain/lifecycle.ts';
import type { Late } from '../../domain/outcome.ts';
import { isBeingConfirmed } from '../../domain/owed-work.ts';
import { awaitsPreview } from '../../domain/preview.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { isPlanned } from '../../domain/run.ts';
import { phaseOf } from '../../domain/run-status.ts';
import { endingAs, milestoneOf } from '../../domain/say-ending.ts';
import { endedAs } from '../../domain/say-outcome.ts';
import type { FreezeDeps } from '../guarding/find-freeze.ts';
import type { Move, RequestRecord } from '../ports/request-store.ts';
import { giveTimeOfFreeze } from './wait-for-freeze.ts';

export interface ExpireDeps extends FreezeDeps {
  readonly record: RequestRecord;
}

/** What the request waited for did not come in time. A run that exists is discarded before the request can end. */
export async function expireRequest(deps: ExpireDeps, requestId: string): Promise<void> {
  for (;;) {
    const request = await deps.record.find(requestId);
    if (request === undefined || isSettled(request.state) || request.deadline === undefined) return;
    const now = deps.clock.now();
    if (request.deadline.getTime() > now) {
      return deps.record.enqueue(request, { work: 'expire_request', at: request.deadline });
    }
    if (await giveTimeOfFreeze(deps, request)) continue;
    const move = expiryOf(request, new Date(now));
    if (move === undefined || (await deps.record.move(request, move)) !== undefined) return;
  }
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
  const phase = phaseOf(request.run?.status ?? 'pending');
  if (request.ending !== undefined || phase === 'applying' || isBeingConfirmed(request)) return undefined;
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
  if (request.waiting !== undefined) return 'confirmation';
  if (request.run !== undefined && isPlanned(request.run)) return 'confirming';
  return 'start';
}
