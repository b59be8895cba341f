import type { RequestState } from '../../domain/lifecycle.ts';
import type { OwedWork, Work } from '../../domain/owed-work.ts';
import { type Clock, sleep } from '../ports/clock.ts';
import type { RequestStore } from '../ports/request-store.ts';

/** How often the sweep looks (milliseconds). */
const EVERY = 60_000;

/** A request that owes work which is not in the queue, so that nobody would look at it again. */
export interface Unwatched {
  readonly id: string;
  readonly state: RequestState;
  readonly missing: readonly OwedWork[];
}

export interface SweepOwedWorkDeps {
  readonly findUnwatched: () => Promise<readonly Unwatched[]>;
  readonly requests: Pick<RequestStore, 'enqueue'>;
  readonly clock: Clock;
  /** Told of each piece of work that was missing: that is a defect of the bot, and is mended here. */
  readonly onMissing: (request: Unwatched, work: Work) => void;
}

/**
 * Finds requests that owe work and have none in the queue, and puts it there. Every move puts what it makes owed, so this
 * finds nothing unless something is wrong. One process at a time does this.
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
