import { DAY } from '../domain/duration.ts';
import type { Clock } from '../flows/ports/clock.ts';

/** A worker that polls for jobs when woken. */
interface Worker {
  isIdle(): boolean;
  wake(): void;
}

/** Longer timers are left to the regular poll (milliseconds). */
const LONGEST = DAY;

export interface WorkerWaker {
  add(worker: Worker): void;
  /** Wakes an idle worker. */
  now(): void;
  /** Wakes a worker at this time (milliseconds since 1970), or now if it has passed. */
  at(time: number): void;
  /** Wakes a worker at this interval (milliseconds). */
  every(milliseconds: number): void;
  stop(): void;
}

/** Wakes one idle worker when a job is due, so that no job waits for the next regular poll. */
export function createWorkerWaker(clock: Clock): WorkerWaker {
  const sleepers: Worker[] = [];
  const timers = new Set<unknown>();
  const intervals: unknown[] = [];
  let stopped = false;

  function now(): void {
    if (!stopped) sleepers.find((sleeper) => sleeper.isIdle())?.wake();
  }

  function at(time: number): void {
    const wait = time - clock.now();
    if (stopped || wait > LONGEST) return;
    if (wait <= 0) {
      now();
      return;
    }
    const timer = clock.setTimeout(() => {
      timers.delete(timer);
      now();
    }, wait);
    timers.add(timer);
  }

  return {
    add: (sleeper) => void sleepers.push(sleeper),
    now,
    at,
    every: (milliseconds) => void intervals.push(clock.setInterval(now, milliseconds)),
    stop() {
      stopped = true;
      for (const timer of timers) clock.clearTimeout(timer);
      timers.clear();
      for (const interval of intervals.splice(0)) clock.clearInterval(interval);
    },
  };
}
