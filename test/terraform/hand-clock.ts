import type { Clock } from '../../src/flows/ports/clock.ts';

/** A clock that stands still until the test moves it. */
export interface HandClock extends Clock {
  /**
   * Waits until something is due within this many milliseconds, then advances by them, running each timer at its time.
   */
  pass(milliseconds: number): Promise<void>;
  /** Advances immediately, even if nothing is due. */
  jump(milliseconds: number): void;
  /** The milliseconds until each timer. */
  timers(): readonly number[];
}

export function startHandClock(start = Date.UTC(2026, 10, 24, 9, 0, 0)): HandClock {
  const timers = new Map<number, { readonly at: number; readonly run: () => void; readonly every?: number }>();
  let now = start;
  let last = 0;
  const set = (run: () => void, milliseconds: number, every?: number): number => {
    last += 1;
    timers.set(last, { at: now + milliseconds, run, ...(every === undefined ? {} : { every }) });
    return last;
  };
  const clear = (timer: unknown): void => {
    if (typeof timer === 'number') timers.delete(timer);
  };
  const firstDue = (until: number) =>
    [...timers]
      .filter(([, { at }]) => at <= until)
      .sort((one, other) => one[1].at - other[1].at || one[0] - other[0])[0];
  const jump = (milliseconds: number): void => {
    const until = now + milliseconds;
    for (let due = firstDue(until); due !== undefined; due = firstDue(until)) {
      const [id, { at, run, every }] = due;
      timers.delete(id);
      now = Math.max(now, at);
      if (every !== undefined) timers.set(id, { at: now + every, run, every });
      run();
    }
    now = until;
  };
  return {
    now: () => now,
    setTimeout: set,
    clearTimeout: clear,
    setInterval: (run, milliseconds) => set(run, milliseconds, milliseconds),
    clearInterval: clear,
    pass: async (milliseconds) => {
      await until(() => firstDue(now + milliseconds) !== undefined, `something to be due within ${milliseconds} ms`);
      jump(milliseconds);
    },
    jump,
    timers: () => [...timers.values()].map(({ at }) => at - now),
  };
}

/** Real time before a test that waits in vain fails (milliseconds). */
const AT_MOST = 5_000;

/** Lets pending work continue until the condition holds. */
export async function until(isSo: () => boolean, what: string): Promise<void> {
  const end = performance.now() + AT_MOST;
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`Waited in vain for ${what}.`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Advances a second as soon as somebody waits for one, or returns once it is over. */
export async function nextTurn(clock: HandClock, isOver: () => boolean): Promise<void> {
  const waits = (): boolean => clock.timers().some((milliseconds) => milliseconds <= 1_000);
  await until(() => isOver() || waits(), 'somebody to wait');
  if (waits()) clock.jump(1_000);
}
