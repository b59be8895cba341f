import type { Clock } from '../../flows/ports/clock.ts';

/** A reserved slot, for a call that is still being decided. Call exactly one of the two. */
export interface KeptTurn {
  /** The call is sent now. */
  use(): void;
  /** The call is not sent, so another one may use the slot. */
  giveBack(): void;
}

/** The calls sent within an interval, and how many more fit into it. */
export interface Window {
  /** Milliseconds until another call fits; 0 if it fits now. */
  wait(now: number): number;
  /** How many calls are in the window now. */
  used(now: number): number;
  /** A call that will be sent at some time from now on. */
  keep(): KeptTurn;
}

/** A strict sliding window: no interval of its length ever has more calls than its limit. */
export function slidingWindow(
  clock: Clock,
  { atMost, within }: { readonly atMost: number; readonly within: number },
): Window {
  let times: readonly number[] = [];
  /** Reserved slots. They may be used at any time, so they always count. */
  let kept = 0;
  return {
    wait: (now) => {
      if (kept >= atMost) return Number.POSITIVE_INFINITY;
      // After a clock was set back, calls sent "in the future" must not count for ever.
      times = times.map((at) => Math.min(at, now)).filter((at) => now - at < within);
      const oldest = times.at(kept - atMost);
      return oldest === undefined ? 0 : oldest + within - now;
    },
    used: (now) => kept + times.filter((at) => now - at < within).length,
    keep: () => {
      kept += 1;
      return {
        use: () => {
          kept -= 1;
          times = [...times, clock.now()];
        },
        giveBack: () => {
          kept -= 1;
        },
      };
    },
  };
}
