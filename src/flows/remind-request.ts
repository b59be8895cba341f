import { isSettled } from '../domain/lifecycle.ts';
import type { ActionRequest } from '../domain/request.ts';
import type { Clock } from './clock.ts';
import type { RequestRecord } from './request-record.ts';

/** At half of a limit of time, once: says in the thread what it still waits for, until when, and who can act. */
export async function remindRequest(
  deps: { readonly record: RequestRecord; readonly clock: Clock },
  requestId: string,
): Promise<void> {
  for (;;) {
    const request = await deps.record.find(requestId);
    if (request === undefined || !isWaiting(request) || request.remindAt === undefined) return;
    // A limit that began anew meanwhile has its own reminder.
    if (request.remindAt.getTime() > deps.clock.now()) return;
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
  (request.confirmedAt === undefined || request.waiting?.because === 'hcp_terraform') &&
  request.deadline !== undefined;
