import { isSettled } from '../../domain/lifecycle.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { isRunLimited } from '../../domain/time-limit.ts';
import { moveUntilTaken, propose } from '../guarding/move-until-taken.ts';
import type { Clock } from '../ports/clock.ts';
import type { RequestStore } from '../ports/request-store.ts';

/** Halfway through a time limit, once: the thread says what the request waits for, until when, and who can act. */
export function remindRequest(
  deps: { readonly requests: RequestStore; readonly clock: Clock },
  requestId: string,
): Promise<void> {
  return moveUntilTaken<void>(deps.requests, requestId, (request) => {
    if (request === undefined || !isWaiting(request) || request.remindAt === undefined) return undefined;
    // The limit was restarted meanwhile, or this machine's clock is behind the one that scheduled the work.
    if (request.remindAt.getTime() > deps.clock.now()) {
      return deps.requests.enqueue(request, { work: 'remind_request', at: request.remindAt });
    }
    return propose({
      event: 'note',
      change: { remindAt: null },
      audit: { kind: 'request.reminded', request: request.id, actor: 'bot', facts: { state: request.state } },
      milestones: [{ kind: 'reminder', until: request.deadline }],
    });
  });
}

const isWaiting = (request: ActionRequest): request is ActionRequest & { readonly deadline: Date } =>
  !isSettled(request.state) &&
  request.state !== 'unconfirmed' &&
  isRunLimited(request) &&
  request.deadline !== undefined;
