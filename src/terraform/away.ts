import type { Clock } from '../flows/clock.ts';

/** A service that is away is tried after so long, and from then on every 30 s (milliseconds). */
const TRY_AFTER = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000] as const;

/** One gate for each identity: while its service is away one call at a time finds out whether it is back, and the others fail at once. */
export interface Gate {
  isOpen(): boolean;
  answered(): void;
  failed(): void;
}

export function createGate(clock: Clock): Gate {
  let failures = 0;
  let closedUntil = 0;
  return {
    isOpen: () => {
      const now = clock.now();
      if (now < closedUntil) return false;
      // Whoever gets through now is the one that tries; the others wait for what it finds.
      if (failures > 0) closedUntil = now + waitAfter(failures);
      return true;
    },
    answered: () => {
      failures = 0;
      closedUntil = 0;
    },
    failed: () => {
      failures += 1;
      closedUntil = clock.now() + waitAfter(failures);
    },
  };
}

const waitAfter = (failures: number): number => TRY_AFTER[Math.min(failures, TRY_AFTER.length) - 1] ?? 30_000;
