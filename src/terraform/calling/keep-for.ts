import type { Clock } from '../../flows/ports/clock.ts';

/** What need not be read again, in memory alone: kept for a while, and of too many the oldest goes first. */
export interface Kept<Value> {
  /** `newerThan` in milliseconds of the clock. */
  get(key: string, newerThan?: number): Value | undefined;
  /** `at`: when it was true (milliseconds). */
  set(key: string, value: Value, at: number): void;
  delete(key: string): void;
}

export function keepFor<Value>(
  clock: Clock,
  { milliseconds, atMost }: { readonly milliseconds: number; readonly atMost: number },
): Kept<Value> {
  const kept = new Map<string, { readonly value: Value; readonly at: number }>();
  return {
    get(key, newerThan = Number.NEGATIVE_INFINITY) {
      const one = kept.get(key);
      if (one === undefined || one.at < newerThan) return undefined;
      if (clock.now() - one.at <= milliseconds) return one.value;
      kept.delete(key);
      return undefined;
    },
    set(key, value, at) {
      kept.delete(key);
      kept.set(key, { value, at });
      const oldest = kept.size > atMost ? kept.keys().next().value : undefined;
      if (oldest !== undefined) kept.delete(oldest);
    },
    delete: (key) => void kept.delete(key),
  };
}
