import type { Clock } from '../ports/clock.ts';

interface Pace {
  /** Calls let through in each interval; the default is 1. */
  readonly burst?: number;
  /** Milliseconds. */
  readonly interval: number;
}

/**
 * Throttles a callback to a burst of calls in each interval. The next call that is let through is told how many were
 * skipped before it, so that a log line can say "and N more".
 */
export function throttle<Detail>(
  clock: Clock,
  { burst = 1, interval }: Pace,
  callback: (detail: Detail, skipped: number) => void,
): (detail: Detail) => void {
  let endsAt = Number.NEGATIVE_INFINITY;
  let left = 0;
  let skipped = 0;
  return (detail) => {
    const now = clock.now();
    if (now >= endsAt) [endsAt, left] = [now + interval, burst];
    if (left === 0) {
      skipped += 1;
      return;
    }
    left -= 1;
    const before = skipped;
    skipped = 0;
    callback(detail, before);
  };
}
