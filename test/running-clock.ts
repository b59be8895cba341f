import type { TestClock } from 'pg-boss';

/** Virtual milliseconds for each real one; the clock stands still while the process is held up. */
const STEP = 240;
const STEP_EVERY = 10;

export interface RunningClock {
  /** Somebody did something, or something was told to somebody: time goes on at its usual pace for a while. */
  stirs(): void;
  passes(milliseconds: number): Promise<void>;
  stands<Value>(meanwhile: () => Promise<Value>): Promise<Value>;
  end(): Promise<void>;
}

/**
 * Time goes on quickly, in steps that wait for what they set off, and in longer ones while nothing happens; `passes`
 * jumps, as after a sleep of the machine.
 */
export function runClock(clock: TestClock, stopping: () => boolean): RunningClock {
  let ended = false;
  let quiet = 0;
  let holds: (() => void) | undefined;
  let jumping: { left: number; readonly step: number; readonly done: () => void } | undefined;
  const going = (async () => {
    while (!ended) {
      await new Promise((resolve) => setTimeout(resolve, STEP_EVERY));
      holds?.();
      if (holds !== undefined) continue;
      if (jumping !== undefined) {
        await clock.setTime(clock.now() + Math.min(jumping.step, jumping.left));
        jumping.left -= jumping.step;
      } else if (quiet > QUIET_AFTER) await clock.setTime(clock.now() + QUIET_STEP);
      quiet += 1;
      await clock.tick(STEP).catch((error: unknown) => {
        // pg-boss takes its side of the clock away when it stops, maybe in the midst of a tick.
        if (!stopping()) throw error;
      });
      if (jumping === undefined || jumping.left > 0) continue;
      jumping.done();
      jumping = undefined;
    }
  })();
  return {
    stirs: () => {
      quiet = 0;
    },
    passes: (milliseconds) =>
      new Promise((done) => {
        jumping = { left: milliseconds, step: Math.max(SHORTEST_JUMP, milliseconds / MOST_JUMPS), done };
      }),
    stands: async (meanwhile) => {
      await new Promise<void>((resolve) => {
        holds = resolve;
      });
      try {
        return await meanwhile();
      } finally {
        holds = undefined;
      }
    },
    end: async () => {
      ended = true;
      await going;
    },
  };
}

/** So many steps without anything that anybody could see, and then this much more at each (milliseconds). */
const QUIET_AFTER = 15;
const QUIET_STEP = 2_000;

/** Jumps that are too long would skip what one due thing makes due next (milliseconds). */
const SHORTEST_JUMP = 20_000;
const MOST_JUMPS = 8;
