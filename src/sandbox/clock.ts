/** The sandbox's only source of time, so that a test can stop and move it. Times are milliseconds since 1970. */
export interface SandboxClock {
  now(): number;
  setTimeout(run: () => void, milliseconds: number): unknown;
  clearTimeout(handle: unknown): void;
}

export const systemClock: SandboxClock = {
  now: () => Date.now(),
  setTimeout: (run, milliseconds) => setTimeout(run, milliseconds),
  clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout),
};

export interface ManualClock extends SandboxClock {
  /** Advances time and runs due timers in order, each at its own time. */
  move(milliseconds: number): void;
}

/** A clock that moves only when told to. */
export function manualClock(start = Date.UTC(2026, 10, 24, 9, 0, 0)): ManualClock {
  let now = start;
  let nextHandle = 1;
  const waiting = new Map<number, { readonly at: number; readonly run: () => void }>();
  const firstDue = (until: number) =>
    [...waiting].filter(([, timer]) => timer.at <= until).sort((a, b) => a[1].at - b[1].at || a[0] - b[0])[0];
  return {
    now: () => now,
    setTimeout: (run, milliseconds) => {
      const handle = nextHandle++;
      waiting.set(handle, { at: now + Math.max(0, milliseconds), run });
      return handle;
    },
    clearTimeout: (handle) => {
      if (typeof handle === 'number') waiting.delete(handle);
    },
    move: (milliseconds) => {
      const until = now + milliseconds;
      for (let due = firstDue(until); due !== undefined; due = firstDue(until)) {
        waiting.delete(due[0]);
        now = Math.max(now, due[1].at);
        due[1].run();
      }
      now = until;
    },
  };
}
