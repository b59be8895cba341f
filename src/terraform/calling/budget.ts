import type { Clock } from '../../flows/ports/clock.ts';
import { LONGEST_WAIT } from './rate-limit.ts';
import { type KeptTurn, slidingWindow } from './sliding-window.ts';
import { createWaitingCalls, type Turn } from './waiting-calls.ts';

/** HCP Terraform allows each user 30 calls a second and 30 run lists a minute. Some are left for other clients. */
const CALLS = { atMost: 20, within: 1_000 } as const;
const RUN_LISTS = { atMost: 25, within: 60_000 } as const;
/** With the 25 of a bot beside this process, no more than HCP Terraform allows. */
const SPARE_RUN_LISTS = { atMost: 5, within: 60_000 } as const;

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

/** The budget of one identity. Waiting calls are sent by priority, each as soon as its windows have room. */
export function createBudget(clock: Clock): Budget {
  const calls = slidingWindow(clock, CALLS);
  const runLists = slidingWindow(clock, RUN_LISTS);
  const spareRunLists = slidingWindow(clock, SPARE_RUN_LISTS);
  const windowsOf = ({ isRunList = false, isSpare = false }: Turn) => [
    calls,
    ...(isRunList ? [runLists] : []),
    ...(isRunList && isSpare ? [spareRunLists] : []),
  ];
  let heldUntil = 0;
  const heldFor = (): number => Math.max(0, heldUntil - clock.now());
  const waiting = createWaitingCalls(clock, {
    waitOf: (turn, now) => Math.max(heldUntil - now, ...windowsOf(turn).map((window) => window.wait(now))),
    keep: (turn) => {
      const turns = windowsOf(turn).map((window) => window.keep());
      const endAs = (end: keyof KeptTurn) => () => {
        for (const turn of turns) turn[end]();
      };
      return { use: endAs('use'), giveBack: endAs('giveBack') };
    },
    heldFor,
  });

  return {
    takeTurn: (turn) =>
      new Promise((grant, refuse) => {
        const sendAtOnce = (kept: KeptTurn): void => {
          kept.use();
          grant();
        };
        waiting.join(turn, sendAtOnce, refuse);
      }),
    keepTurn: (turn) =>
      new Promise((grant, refuse) => {
        const andPump = (end: () => void) => () => {
          end();
          waiting.pump();
        };
        waiting.join(turn, ({ use, giveBack }) => grant({ use: andPump(use), giveBack: andPump(giveBack) }), refuse);
      }),
    takeSpareTurn: () => {
      const now = clock.now();
      if (waiting.length() > 0 || heldFor() > 0 || 2 * (calls.used(now) + 1) > CALLS.atMost) return false;
      calls.keep().use();
      return true;
    },
    hold: (milliseconds) => {
      heldUntil = Math.max(heldUntil, clock.now() + Math.min(milliseconds, LONGEST_WAIT));
      waiting.pump();
    },
    heldFor,
    left: () => {
      const now = clock.now();
      const isHeld = heldFor() > 0;
      return {
        calls: isHeld ? 0 : CALLS.atMost - calls.used(now),
        runLists: isHeld ? 0 : RUN_LISTS.atMost - runLists.used(now),
        waiting: waiting.length(),
      };
    },
  };
}
