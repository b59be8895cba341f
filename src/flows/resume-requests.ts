import type { Clock } from './clock.ts';
import type { Due, RequestRecord } from './request-record.ts';

/**
 * At start everything that is open goes on, whatever a dead process left: a run that was being created is looked for at
 * once. Work that is there already is done twice, which is harmless, since all of it asks the request's state first.
 */
export async function resumeRequests(deps: { readonly record: RequestRecord; readonly clock: Clock }): Promise<number> {
  const open = await deps.record.inStates(['unconfirmed', 'awaiting_approval', 'approved', 'creating', 'running']);
  const now = new Date(deps.clock.now());
  for (const request of open) {
    const due: Due[] = [];
    if (request.deadline !== undefined) due.push({ work: 'expire_request', at: request.deadline });
    if (request.remindAt !== undefined) due.push({ work: 'remind_request', at: request.remindAt });
    if (request.state === 'awaiting_approval' || request.state === 'approved')
      due.push({ work: 'hold_frozen', at: now });
    if (request.state === 'approved') due.push({ work: 'create_run', at: request.createNotBefore ?? now });
    if (request.state === 'creating') due.push({ work: 'find_run', at: now, attempt: 0 });
    if (request.state === 'running') due.push({ work: 'follow_run', at: now });
    if (request.preview?.stage === 'due') {
      due.push({ work: 'create_preview', at: request.preview.createNotBefore ?? now });
    }
    if (request.preview?.stage === 'creating') due.push({ work: 'find_preview', at: now, attempt: 0 });
    for (const work of due) await deps.record.enqueue(request, work);
  }
  return open.length;
}
