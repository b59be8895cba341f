import type { PgBoss } from 'pg-boss';
import { type Clock, sleep } from '../flows/clock.ts';
import { retryAfter } from './retry-after.ts';

/** How often a process without the place looks whether it is free (seconds). */
const LOOK = 1;
/** A holder that says nothing for so long is dead (seconds); pg-boss allows no less than 10. */
const SILENCE = 10;
/** How often the holder says that it lives (seconds). */
const SIGN_OF_LIFE = 3;
/** After so long the place is given up and taken anew (seconds); pg-boss allows no more. */
const LONGEST = 24 * 60 * 60;

export interface Places {
  hold(name: string, run: (signal: AbortSignal) => Promise<void>): Promise<void>;
  /** Gives up every place of this process, for another to take at once. */
  leave(): Promise<void>;
  underWay(): Iterable<Promise<void>>;
}

/** A place is a job that never ends: a queue that has only this one, worked by whoever got it. */
export function createPlaces(parts: {
  readonly boss: PgBoss;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}): Places {
  const { boss, clock, onError } = parts;
  const leaving = new AbortController();
  const queues: string[] = [];
  const underWay = new Set<Promise<void>>();

  async function runWhileHeld(run: (signal: AbortSignal) => Promise<void>, signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted; failures += 1) {
      const before = clock.now();
      try {
        await run(signal);
      } catch (error) {
        if (!signal.aborted) onError(error);
      }
      if (clock.now() - before > 60_000) failures = 0;
      await sleep(clock, retryAfter(failures), signal).catch(() => {});
    }
  }

  return {
    async hold(name, run) {
      const queue = `place.${name}`;
      await boss.createQueue(queue, {
        policy: 'exclusive',
        retryLimit: 1_000_000,
        retryDelay: 0,
        heartbeatSeconds: SILENCE,
        expireInSeconds: LONGEST,
        retentionSeconds: 10 * 365 * LONGEST,
        deleteAfterSeconds: 60,
      });
      await boss.send(queue, {});
      queues.push(queue);
      const options = { pollingIntervalSeconds: LOOK, heartbeatRefreshSeconds: SIGN_OF_LIFE };
      await boss.work(queue, options, async ([job]) => {
        if (job === undefined) return;
        const running = runWhileHeld(run, AbortSignal.any([job.signal, leaving.signal]));
        underWay.add(running);
        await running.finally(() => underWay.delete(running));
        // A job that fails is there for the next one; one that succeeds would be gone.
        throw new Error(`The place ${name} was given up.`);
      });
    },

    async leave() {
      leaving.abort(new Error('This process stops.'));
      for (const queue of queues) await boss.offWork(queue, { wait: false });
    },

    underWay: () => underWay,
  };
}
