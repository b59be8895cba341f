import type { Clock } from '../ports/clock.ts';
import type { DueJob } from '../ports/due-work.ts';
import type { RequestStore } from '../ports/request-store.ts';

export interface PollSoonDeps {
  readonly requests: RequestStore;
  readonly clock: Clock;
}

/**
 * Somebody says that this run has changed. It is believed so far that the run is read now, and no further. What no
 * running request has is nobody's business here: it costs one look into the record. Says whether a reading is due.
 */
export async function pollSoon({ requests, clock }: PollSoonDeps, runId: string): Promise<boolean> {
  const request = await requests.runningWith(runId);
  if (request === undefined) return false;
  await requests.enqueue(request, { work: 'follow_run', at: new Date(clock.now()), isHint: true });
  return true;
}

/**
 * However many hints come for one request: one reading is under way and at most one more follows it, which begins after
 * the last of them. Other work is not held up.
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
