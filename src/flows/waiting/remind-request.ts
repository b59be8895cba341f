import { isSettled } from '../../domain/lifecycle.ts';
import { isBeingConfirmed } from '../../domain/owed-work.ts';
import type { ActionRequest } from '../../domain/request.ts';
import type { Clock } from '../ports/clock.ts';
import type { RequestRecord } from '../ports/request-store.ts';

/** At half of a limit of time, once: says in the thread what it still waits for, until when, and who can act. */
export async function remindRequest(
  deps: { readonly record: RequestRecord; readonly clock: Clock },
  requestId: string,
): Promise<void> {
  for (;;) {
    const request = await deps.record.find(requestId);
    if (request === undefined || !isWaiting(request) || request.remindAt === undefined) return;
    // The limit began anew meanwhile, or this machine's clock is behind the one that gave the work out.
    if (request.remindAt.getTime() > deps.clock.now()) {
      return deps.record.enqueue(request, { work: 'remind_request', at: request.remindAt });
    }
    const moved = await deps.record.move(request, {
      event: 'note',
      change: { remindAt: null },
      audit: { kind: 'request.reminded', request: request.id, actor: 'bot', facts: { state: request.state } },
      milestones: [{ kind: 'reminder', until: request.deadline }],
    });
    if (moved !== undefined) return;
  }
}

const isWaiting = (request: ActionRequest): request is ActionRequest & { readonly deadline: Date } =>
  !isSettled(request.state) &&
  request.state !== 'unconfirmed' &&
  request.ending === undefined &&
  !isBeingConfirmed(request) &&
  request.deadline !== undefined;
