import type { RequestState } from '../../domain/lifecycle.ts';
import type { OwedWork, Work } from '../../domain/owed-work.ts';
import { type Clock, sleep } from '../ports/clock.ts';
import type { RequestStore } from '../ports/request-store.ts';

/** How often the sweep runs (milliseconds). */
const EVERY = 60_000;

/** A request that owes work which is not in the queue, so nobody would look at it again. */
export interface Unwatched {
  readonly id: string;
  readonly state: RequestState;
  readonly missing: readonly OwedWork[];
}

export interface SweepOwedWorkDeps {
  readonly findUnwatched: () => Promise<readonly Unwatched[]>;
  readonly requests: Pick<RequestStore, 'enqueue'>;
  readonly clock: Clock;
  /** Called for each missing piece of work. That is a bug in the bot, and is repaired here. */
  readonly onMissing: (request: Unwatched, work: Work) => void;
}

/**
 * Finds requests with owed work that is not queued, and queues it. Every move queues what it owes, so this finds
 * nothing unless there is a bug. One process at a time does this.
 */
export async function sweepOwedWork(deps: SweepOwedWorkDeps, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    for (const request of await deps.findUnwatched()) await putMissing(deps, request);
    await sleep(deps.clock, EVERY, signal).catch(() => {});
  }
}

async function putMissing({ requests, clock, onMissing }: SweepOwedWorkDeps, request: Unwatched): Promise<void> {
  for (const { work, at, attempt } of request.missing) {
    onMissing(request, work);
    const due = at.getTime() < clock.now() ? new Date(clock.now()) : at;
    await requests.enqueue(request, { work, at: due, ...(attempt === undefined ? {} : { attempt }) });
  }
}
