import type { Clock } from '../flows/ports/clock.ts';
import type { Counts } from '../flows/ports/counts.ts';

/** Counts are shared this long, however many ask for `/metrics` (milliseconds). */
const SHARED_FOR = 5_000;
/** Prometheus gives up after 10 s (milliseconds). */
const ANSWERED_WITHIN = 3_000;

/** Reads counts at most once at a time and every 5 s. Gives `undefined` if the database does not answer in time. */
export function shareCounts(count: () => Promise<Counts>, clock: Clock): () => Promise<Counts | undefined> {
  let known: { readonly at: number; readonly counts: Counts } | undefined;
  let reading: Promise<Counts | undefined> | undefined;
  const read = async (): Promise<Counts | undefined> => {
    const at = clock.now();
    try {
      known = { at, counts: await count() };
      return known.counts;
    } catch {
      return undefined;
    } finally {
      reading = undefined;
    }
  };
  return () => {
    if (known !== undefined && clock.now() - known.at < SHARED_FOR) return Promise.resolve(known.counts);
    reading ??= read();
    return within(clock, ANSWERED_WITHIN, reading);
  };
}

function within<Value>(clock: Clock, milliseconds: number, promise: Promise<Value>): Promise<Value | undefined> {
  return new Promise((resolve) => {
    const timer = clock.setTimeout(() => resolve(undefined), milliseconds);
    void promise.then((value) => {
      clock.clearTimeout(timer);
      resolve(value);
    });
  });
}
