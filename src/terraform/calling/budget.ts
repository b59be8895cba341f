import type { Clock } from '../../flows/ports/clock.ts';
import { LONGEST_WAIT } from './rate-limit.ts';

/** HCP Terraform allows each user 30 calls a second and 30 run lists a minute. Some are left for other clients. */
const CALLS = { atMost: 20, within: 1_000 } as const;
const RUN_LISTS = { atMost: 25, within: 60_000 } as const;

export interface Turn {
  /**
   * Priorities: creating, confirming, discarding and canceling come before reads; reads that somebody waits for come
   * before polls.
   */
  readonly urgency: 'act' | 'read' | 'follow';
  readonly isRunList?: boolean;
  /** The longest time to wait for a slot (milliseconds). */
  readonly patience: number;
}

/** No slot was free in time, so the call was not sent. */
export class NoTurn extends Error {
  /** Milliseconds until HCP Terraform's own rate limit ends, or 0 if that was not the reason. */
  readonly heldFor: number;

  constructor(heldFor: number) {
    super('the rate limit left no turn for the call');
    this.name = 'NoTurn';
    this.heldFor = heldFor;
  }
}

/** A reserved slot, for a call that is still being decided. Call exactly one of the two. */
interface KeptTurn {
  /** The call is sent now. */
  use(): void;
  /** The call is not sent, so another one may use the slot. */
  giveBack(): void;
}

/** The rate limits of one HCP Terraform identity. */
export interface Budget {
  /** Resolves when the call may be sent; send it at once. Throws `NoTurn`. */
  takeTurn(turn: Turn): Promise<void>;
  /** Reserves a slot for a call that is not sent at once. It counts until it is used or given back. */
  keepTurn(turn: Turn): Promise<KeptTurn>;
  /**
   * For optional calls: true if the call may be sent now, because nobody waits and more than half of the budget is
   * left.
   */
  takeSpareTurn(): boolean;
  /** Pauses all calls for this long (milliseconds). */
  hold(milliseconds: number): void;
  heldFor(): number;
  left(): Left;
}

/** What may still be sent at this moment, and how many calls wait. */
interface Left {
  readonly calls: number;
  readonly runLists: number;
  readonly waiting: number;
}

interface Waiting extends Turn {
  readonly until: number;
  readonly grant: (kept: KeptTurn) => void;
  readonly refuse: (error: NoTurn) => void;
}

interface Window {
  /** Milliseconds until another call fits; 0 if it fits now. */
  wait(now: number): number;
  /** How many calls are in the window now. */
  used(now: number): number;
  /** A call that will be sent at some time from now on. */
  keep(): KeptTurn;
}

function slidingWindow(clock: Clock, { atMost, within }: { readonly atMost: number; readonly within: number }): Window {
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

/** A strict sliding window: no interval of its length ever has more calls than its limit. */
export function createBudget(clock: Clock): Budget {
  const calls = slidingWindow(clock, CALLS);
  const runLists = slidingWindow(clock, RUN_LISTS);
  const waiting: Record<Turn['urgency'], Waiting[]> = { act: [], read: [], follow: [] };
  let heldUntil = 0;
  let timer: unknown;

  const all = (): readonly Waiting[] => [...waiting.act, ...waiting.read, ...waiting.follow];
  const remove = (one: Waiting): void => {
    waiting[one.urgency].splice(waiting[one.urgency].indexOf(one), 1);
  };
  const heldFor = (): number => Math.max(0, heldUntil - clock.now());
  const waitOf = (one: Waiting, now: number): number =>
    Math.max(heldUntil - now, calls.wait(now), one.isRunList === true ? runLists.wait(now) : 0);

  const keep = ({ isRunList }: Turn): KeptTurn => {
    const turns = [calls.keep(), ...(isRunList === true ? [runLists.keep()] : [])];
    const endAs = (end: keyof KeptTurn) => () => {
      for (const turn of turns) turn[end]();
    };
    return { use: endAs('use'), giveBack: endAs('giveBack') };
  };

  const pump = (): void => {
    const now = clock.now();
    for (const one of all().filter(({ until }) => until < now)) {
      remove(one);
      one.refuse(new NoTurn(heldFor()));
    }
    for (;;) {
      const next = all().find((one) => waitOf(one, now) <= 0);
      if (next === undefined) break;
      remove(next);
      next.grant(keep(next));
    }
    clock.clearTimeout(timer);
    timer = undefined;
    const waits = all().map((one) => Math.min(waitOf(one, now), one.until - now + 1));
    if (waits.length > 0) timer = clock.setTimeout(pump, Math.max(1, Math.ceil(Math.min(...waits))));
  };

  const waitFor = (turn: Turn, grant: Waiting['grant'], refuse: Waiting['refuse']): void => {
    waiting[turn.urgency].push({ ...turn, until: clock.now() + turn.patience, grant, refuse });
    pump();
  };

  return {
    takeTurn: (turn) =>
      new Promise((grant, refuse) => {
        const sendAtOnce = (kept: KeptTurn): void => {
          kept.use();
          grant();
        };
        waitFor(turn, sendAtOnce, refuse);
      }),
    keepTurn: (turn) =>
      new Promise((grant, refuse) => {
        const andPump = (end: () => void) => () => {
          end();
          pump();
        };
        waitFor(turn, ({ use, giveBack }) => grant({ use: andPump(use), giveBack: andPump(giveBack) }), refuse);
      }),
    takeSpareTurn: () => {
      const now = clock.now();
      if (all().length > 0 || heldFor() > 0 || 2 * (calls.used(now) + 1) > CALLS.atMost) return false;
      calls.keep().use();
      return true;
    },
    hold: (milliseconds) => {
      heldUntil = Math.max(heldUntil, clock.now() + Math.min(milliseconds, LONGEST_WAIT));
      pump();
    },
    heldFor,
    left: () => {
      const now = clock.now();
      const isHeld = heldFor() > 0;
      return {
        calls: isHeld ? 0 : CALLS.atMost - calls.used(now),
        runLists: isHeld ? 0 : RUN_LISTS.atMost - runLists.used(now),
        waiting: all().length,
      };
    },
  };
}
