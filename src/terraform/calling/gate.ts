import { backOff } from '../../domain/back-off.ts';
import type { Clock } from '../../flows/ports/clock.ts';

/** One failure may be that one call's own; from two in a row on, a single call tries for all. */
const CLOSED_FROM = 2;
/** From here on nobody waits for the next try any more: the service is away. */
const AWAY_FROM = 4;

/** The service did not answer the last few times, and is not asked again yet. */
export class Away extends Error {
  constructor() {
    super('it has not been answering for a while, and is asked again in some seconds');
    this.name = 'Away';
  }
}

/** One try of one call. Exactly one of the three has to be said of it. */
interface Try {
  answered(): void;
  failed(): void;
  /** It was not sent at all. */
  abandoned(): void;
}

/** Shared by all reads of one identity, so that a service that is away is asked by one call at a time. */
export interface Gate {
  /** Resolves when the call may try, at the latest at `until` (milliseconds of the clock). Throws `Away`. */
  pass(until: number): Promise<Try>;
  /** Any answer of the service opens it. */
  open(): void;
}

export function createGate(clock: Clock): Gate {
  const waiters = new Set<() => void>();
  let failures = 0;
  /** Calls that were under way together fail together, and count once. */
  let round = 0;
  let nextTryAt = 0;
  let trying = false;

  const wake = (): void => {
    for (const wakeUp of [...waiters]) wakeUp();
  };
  const open = (): void => {
    failures = 0;
    round += 1;
    trying = false;
    wake();
  };
  const change = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => {
      const wakeUp = (): void => {
        clock.clearTimeout(timer);
        waiters.delete(wakeUp);
        resolve();
      };
      const timer = clock.setTimeout(wakeUp, milliseconds);
      waiters.add(wakeUp);
    });
  const startTry = (forAll: boolean): Try => {
    const ownRound = round;
    if (forAll) trying = true;
    const end = (): void => {
      if (forAll && ownRound === round) trying = false;
    };
    return {
      answered: open,
      failed: () => {
        if (ownRound !== round) return;
        end();
        nextTryAt = clock.now() + backOff(failures);
        failures += 1;
        round += 1;
        wake();
      },
      abandoned: () => {
        end();
        wake();
      },
    };
  };

  return {
    open,
    pass: async (until) => {
      for (;;) {
        if (failures < CLOSED_FROM) return startTry(false);
        const now = clock.now();
        if (!trying && now >= nextTryAt) return startTry(true);
        const wait = trying ? until - now : nextTryAt - now;
        if (failures >= AWAY_FROM || wait <= 0 || now + wait > until) throw new Away();
        await change(wait);
      }
    },
  };
}
