import type { Clock } from './clock.ts';
import type { Due, RequestRecord } from './request-record.ts';

/**
 * At start a run that was being created is looked for at once, whatever lease a dead process left. Everything else that is
 * due stands in the store and comes by itself, and runs that exist are found by the watcher. Gives how many were looked for.
 */
export async function resumeRequests(deps: { readonly record: RequestRecord; readonly clock: Clock }): Promise<number> {
  const open = await deps.record.inStates(['awaiting_approval', 'approved', 'creating']);
  const at = new Date(deps.clock.now());
  let resumed = 0;
  for (const request of open) {
    const due: Due[] = [];
    if (request.state === 'creating') due.push({ work: 'find_run', at, attempt: 0 });
    if (request.preview?.stage === 'creating') due.push({ work: 'find_preview', at, attempt: 0 });
    for (const work of due) await deps.record.enqueue(request, work);
    resumed += due.length;
  }
  return resumed;
}
