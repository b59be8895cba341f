import type { Clock } from '../flows/clock.ts';

/** Lets something be said at most once in so many milliseconds, with how often it happened since it was said last. */
export function saySeldom<Detail>(
  clock: Clock,
  apart: number,
  say: (times: number, detail: Detail) => void,
): (detail: Detail) => void {
  let times = 0;
  let notBefore = Number.NEGATIVE_INFINITY;
  return (detail) => {
    times += 1;
    if (clock.now() < notBefore) return;
    notBefore = clock.now() + apart;
    say(times, detail);
    times = 0;
  };
}
