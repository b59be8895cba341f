import type { DriftChecks } from '../../domain/drift.ts';
import { MINUTE } from '../../domain/duration.ts';
import { type Clock, sleep } from '../ports/clock.ts';
import type { DriftBook } from '../ports/drift-book.ts';

interface Rounds {
  readonly clock: Clock;
  readonly drift: Pick<DriftBook, 'lastCheck'>;
  readonly checks: DriftChecks;
  /** Milliseconds. */
  readonly every: number;
  /** One round, which it stores. */
  readonly check: () => Promise<void>;
  readonly onError: (error: unknown) => void;
}

const AGAIN_AFTER_FAILURE = 10 * MINUTE;

/** Makes the checks at their interval, also over restarts, until the signal. */
export async function makeRounds(rounds: Rounds, signal: AbortSignal): Promise<void> {
  const { clock, check, onError } = rounds;
  while (!signal.aborted) {
    const wait = await waitForNext(rounds);
    if (wait > 0) {
      await sleep(clock, wait, signal).catch(() => {});
      continue;
    }
    try {
      await check();
    } catch (error) {
      onError(error);
      await sleep(clock, AGAIN_AFTER_FAILURE, signal).catch(() => {});
    }
  }
}

const waitForNext = async ({ drift, clock, checks, every }: Rounds): Promise<number> =>
  (await drift.lastCheck(checks)).getTime() + every - clock.now();
