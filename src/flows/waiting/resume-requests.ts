import { EXTRA_LOOK } from '../../domain/look-count.ts';
import type { Clock } from '../ports/clock.ts';
import type { Due, RequestStore } from '../ports/request-store.ts';

/**
 * At start, searches at once for runs that were being created, whatever lease a dead process left. This is in addition
 * to the searches that the requests owe. Returns how many were searched for.
 */
export async function resumeRequests(deps: {
  readonly requests: RequestStore;
  readonly clock: Clock;
}): Promise<number> {
  const open = await deps.requests.inStates(['awaiting_approval', 'approved', 'creating']);
  const at = new Date(deps.clock.now());
  let resumed = 0;
  for (const request of open) {
    const due: Due[] = [];
    if (request.state === 'creating') due.push({ work: 'find_run', at, attempt: EXTRA_LOOK });
    if (request.preview?.stage === 'creating') due.push({ work: 'find_preview', at, attempt: EXTRA_LOOK });
    for (const work of due) await deps.requests.enqueue(request, work);
    resumed += due.length;
  }
  return resumed;
}
