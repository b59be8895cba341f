import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';

/** One process of the simulation. Nothing that a dead one still does has an effect. */
export interface Owner {
  isDead: boolean;
}

/** Which process the running code belongs to. */
export const owners = new AsyncLocalStorage<Owner>();

class Timer {
  at: number;
  isCleared = false;
  readonly id: number;
  readonly milliseconds: number;
  readonly run: () => void;
  readonly every: boolean;
  readonly owner = owners.getStore();
  constructor(id: number, at: number, milliseconds: number, run: () => void, every: boolean) {
    this.id = id;
    this.at = at;
    this.milliseconds = milliseconds;
    this.run = AsyncResource.bind(run);
    this.every = every;
  }
  ref = (): this => this;
  unref = (): this => this;
  hasRef = (): boolean => true;
  refresh = (): this => {
    this.isCleared = true;
    current?.again(this);
    return this;
  };
  [Symbol.toPrimitive] = (): number => this.id;
}

/** Simulated time. While it is installed, every timer of the process runs on it. */
export interface Time {
  now(): number;
  /** Counts everything that happens. While it grows, time stands still. */
  stir(): void;
  /** Time stands still until this is done, which takes real time. */
  holds<Value>(work: () => Promise<Value>): Promise<Value>;
  /** Runs every timer at its time until this one. */
  passes(milliseconds: number): Promise<void>;
  /** The clock jumps, as after a sleep of the machine: what was due meanwhile happens late. */
  jumps(milliseconds: number): void;
  /** Waits until nothing happens any more at this instant. */
  settle(): Promise<void>;
  readonly elapsed: number;
  uninstall(): void;
}

interface Installed {
  again(timer: Timer): void;
}
let current: Installed | undefined;

const START = Date.UTC(2026, 10, 24, 9, 0, 0);
/** Streams, promises and HTTP parsers need a few turns of the event loop between two things that are counted. */
const QUIET_TURNS = 4;

export function installTime(random: () => number): Time {
  const real = { setTimeout, clearTimeout, setInterval, clearInterval, now: Date.now, random: Math.random };
  const realTimeout = AbortSignal.timeout;
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  let [now, ids, stirred] = [START, 0, 0];
  const timers = new Map<number, Timer>();
  const held = new Set<Promise<unknown>>();
  const add = (run: () => void, milliseconds = 0, every = false): Timer => {
    ids += 1;
    stirred += 1;
    const wait = Number.isFinite(milliseconds) ? Math.max(1, milliseconds) : 1;
    const timer = new Timer(ids, now + wait, wait, run, every);
    if (timer.owner?.isDead !== true) timers.set(ids, timer);
    return timer;
  };
  const clear = (timer: unknown): void => {
    const id = timer instanceof Timer ? timer.id : Number(timer);
    const found = timers.get(id) ?? (timer instanceof Timer ? timer : undefined);
    if (found !== undefined) found.isCleared = true;
    timers.delete(id);
  };
  const first = (until: number): Timer | undefined => {
    let found: Timer | undefined;
    for (const timer of timers.values()) {
      if (timer.at > until || timer.isCleared) continue;
      if (found === undefined || timer.at < found.at || (timer.at === found.at && timer.id < found.id)) found = timer;
    }
    return found;
  };
  const fire = (timer: Timer): void => {
    stirred += 1;
    now = Math.max(now, timer.at);
    if (timer.owner?.isDead === true || !timer.every) timers.delete(timer.id);
    else timer.at = now + timer.milliseconds;
    if (timer.owner?.isDead !== true) timer.run();
  };
  const settle = async (): Promise<void> => {
    for (let [quiet, before] = [0, stirred]; quiet < QUIET_TURNS; quiet += 1) {
      await (held.size > 0 ? Promise.all(held) : turn());
      if (stirred !== before) quiet = -1;
      before = stirred;
    }
  };
  current = {
    again: (timer) => {
      timer.isCleared = false;
      timer.at = now + timer.milliseconds;
      timers.set(timer.id, timer);
    },
  };
  const withArguments =
    (every: boolean) =>
    (run: (...given: unknown[]) => void, milliseconds?: number, ...given: unknown[]) =>
      add(() => run(...given), milliseconds, every);
  Object.assign(globalThis, {
    setTimeout: withArguments(false),
    setInterval: withArguments(true),
    clearTimeout: clear,
    clearInterval: clear,
  });
  Date.now = () => now;
  Math.random = random;
  AbortSignal.timeout = (milliseconds) => {
    const controller = new AbortController();
    add(() => controller.abort(new DOMException('The operation timed out', 'TimeoutError')), milliseconds);
    return controller.signal;
  };
  return {
    now: () => now,
    stir: () => {
      stirred += 1;
    },
    settle,
    holds(work) {
      const working = work();
      held.add(working);
      return working.finally(() => {
        stirred += 1;
        held.delete(working);
      });
    },
    jumps: (milliseconds) => {
      now += milliseconds;
    },
    async passes(milliseconds) {
      const until = now + milliseconds;
      await settle();
      for (let timer = first(until); timer !== undefined; timer = first(until)) {
        fire(timer);
        await settle();
      }
      now = Math.max(now, until);
    },
    get elapsed() {
      return now - START;
    },
    uninstall() {
      current = undefined;
      const { now: realNow, random: realRandom, ...functions } = real;
      Object.assign(globalThis, functions);
      Date.now = realNow;
      Math.random = realRandom;
      AbortSignal.timeout = realTimeout;
    },
  };
}
