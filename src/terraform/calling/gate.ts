import { backOff } from '../../domain/back-off.ts';
import type { Clock } from '../../flows/ports/clock.ts';

/**
 * A single failure may be that call's own. After two in a row, one call at a time probes the service for all others.
 */
const CLOSED_FROM = 2;
/** From this delay on, nobody waits for the next attempt: the service is away. */
const AWAY_FROM = 4;

/** The last calls got no answer, and the service is not called again yet. */
export class Away extends Error {
  constructor() {
    super('it has not been answering for a while, and is asked again in some seconds');
    this.name = 'Away';
  }
}

/** One attempt of one call. Call exactly one of the three. */
interface Try {
  answered(): void;
  failed(): void;
  /** The call was not sent. */
  abandoned(): void;
}

/** A circuit breaker shared by all reads of one identity. While a service is away, one call at a time probes it. */
export interface Gate {
  /** Resolves when the call may be sent, at the latest at `until` (milliseconds of the clock). Throws `Away`. */
  pass(until: number): Promise<Try>;
  /** Any answer of the service closes the circuit. */
  open(): void;
}

export function createGate(clock: Clock): Gate {
  const waiters = new Set<() => void>();
  let failures = 0;
  /** Calls that were in flight together fail together and count once. */
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
