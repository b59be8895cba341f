import { isSettled, stateAfter } from '../domain/lifecycle.ts';
import { isBeingConfirmed } from '../domain/owed-work.ts';
import { awaitsPreview } from '../domain/preview.ts';
import type { ActionRequest } from '../domain/request.ts';
import { isPlanned } from '../domain/run.ts';
import { phaseOf } from '../domain/run-status.ts';
import type { Clock } from './clock.ts';
import type { Move, RequestRecord } from './request-record.ts';

export interface ExpireDeps {
  readonly record: RequestRecord;
  readonly clock: Clock;
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
      outcome: `${whatDidNotCome(request)}. Nothing was run.`,
      hint: 'Ask again.',
    },
    audit,
    milestones: request.state === 'unconfirmed' ? [] : [{ kind: 'settled' }],
  };
}

function endingOf(request: ActionRequest, at: Date, audit: Move['audit']): Move | undefined {
  const phase = phaseOf(request.run?.status ?? 'pending');
  if (request.ending !== undefined || phase === 'applying' || isBeingConfirmed(request)) return undefined;
  const because = whatDidNotCome(request);
  return {
    event: 'note',
    change: { ending: { state: 'expired', because }, deadline: null },
    audit,
    due: request.state === 'running' ? [{ work: 'follow_run', at }] : [],
    milestones: [{ kind: 'ending', because }],
  };
}

function whatDidNotCome(request: ActionRequest): string {
  if (request.state === 'unconfirmed') return 'Run it was not pressed in time';
  if (awaitsPreview(request)) return 'The preview did not come in time';
  if (request.state === 'awaiting_approval') return 'The approvals did not come in time';
  if (request.waiting?.because === 'hcp_terraform') return 'Nobody decided in HCP Terraform in time';
  if (request.waiting !== undefined) return 'The planned run was not confirmed in time';
  if (request.run !== undefined && isPlanned(request.run)) return 'The planned run could not be confirmed in time';
  return 'The run could not start in time';
}
