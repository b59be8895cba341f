import type { Clock } from '../../src/flows/ports/clock.ts';

/** A clock that a bench moves: hours pass in seconds, and every timer runs at its time. */
export interface MovedClock extends Clock {
  /**
   * Advances to this time (milliseconds since 1970), or until `enough`. At each timer it waits for the work that the
   * timer started.
   */
  moveTo(until: number, enough?: () => boolean): Promise<void>;
}

export const START = Date.UTC(2026, 10, 24, 9, 0, 0);

interface Timer {
  at: number;
  readonly order: number;
  readonly run: () => void;
  readonly every: number | undefined;
  cleared: boolean;
}

const isBefore = (one: Timer, other: Timer): boolean =>
  one.at < other.at || (one.at === other.at && one.order < other.order);

/** `settle` resolves once all pending work waits for this clock. Default: after one turn of the event loop. */
export function startMovedClock(settle: () => Promise<void> = oneTurn): MovedClock {
  const heap: Timer[] = [];
  let now = START;
  let order = 0;
  const set = (run: () => void, milliseconds: number, every?: number): Timer => {
    order += 1;
    const timer: Timer = { at: now + Math.max(0, milliseconds), order, run, every, cleared: false };
    push(heap, timer);
    return timer;
  };
  const clear = (timer: unknown): void => {
    if (typeof timer === 'object' && timer !== null) (timer as Timer).cleared = true;
  };
  const runDue = (): void => {
    for (let first = heap[0]; first !== undefined && (first.cleared || first.at <= now); first = heap[0]) {
      pop(heap);
      if (first.cleared) continue;
      if (first.every !== undefined) push(heap, Object.assign(first, { at: now + Math.max(1, first.every) }));
      first.run();
    }
  };
  return {
    now: () => now,
    setTimeout: set,
    clearTimeout: clear,
    setInterval: (run, milliseconds) => set(run, milliseconds, milliseconds),
    clearInterval: clear,
    async moveTo(until, enough = () => false) {
      await settle();
      for (;;) {
        runDue();
        await settle();
        if (enough()) return;
        const next = heap[0]?.at ?? Number.POSITIVE_INFINITY;
        if (next <= now) continue;
        if (next > until) break;
        now = next;
      }
      now = until;
    },
  };
}

function oneTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function push(heap: Timer[], timer: Timer): void {
  let index = heap.push(timer) - 1;
  while (index > 0) {
    const above = (index - 1) >> 1;
    const parent = heap[above];
    if (parent === undefined || isBefore(parent, timer)) break;
    heap[index] = parent;
    index = above;
  }
  heap[index] = timer;
}

function pop(heap: Timer[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let index = 0;
  for (;;) {
    const left = heap[2 * index + 1];
    const right = heap[2 * index + 2];
    const smaller = right !== undefined && left !== undefined && isBefore(right, left) ? right : left;
    if (smaller === undefined || isBefore(last, smaller)) break;
    heap[index] = smaller;
    index = 2 * index + (smaller === left ? 1 : 2);
  }
  heap[index] = last;
}
