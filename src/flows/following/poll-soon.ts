import type { Clock } from '../ports/clock.ts';
import type { DueJob } from '../ports/due-work.ts';
import type { RequestStore } from '../ports/request-store.ts';

export interface PollSoonDeps {
  readonly requests: RequestStore;
  readonly clock: Clock;
}

/**
 * Schedules an immediate poll of a run after a notification. Notifications can be replayed or forged, so nothing else
 * in them is trusted. Returns false, after a single lookup, if no open request owns the run.
 */
export async function pollSoon({ requests, clock }: PollSoonDeps, runId: string): Promise<boolean> {
  const request = await requests.runningWith(runId);
  if (request === undefined) return false;
  await requests.enqueue(request, { work: 'follow_run', at: new Date(clock.now()), isHint: true });
  return true;
}

/**
 * Merges hints for the same request: one poll runs, and at most one more follows it, which starts after the last hint.
 * Other work is not delayed.
 */
export function onePollAtATime(perform: (job: DueJob) => Promise<void>): (job: DueJob) => Promise<void> {
  const underWay = new Map<string, { again: boolean }>();
  return async (job) => {
    if (job.isHint !== true) return perform(job);
    const earlier = underWay.get(job.requestId);
    if (earlier !== undefined) {
      earlier.again = true;
      return;
    }
    const reading = { again: true };
    underWay.set(job.requestId, reading);
    try {
      while (reading.again) {
        reading.again = false;
        await perform(job);
      }
    } finally {
      underWay.delete(job.requestId);
    }
  };
}
