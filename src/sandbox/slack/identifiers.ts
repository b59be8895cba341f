import { createHash } from 'node:crypto';
import type { SandboxClock } from '../clock.ts';

/** Makes the ids and timestamps that Slack gives out. None is given twice by one maker. */
export interface Identifiers {
  /** A message timestamp, `seconds.microseconds` of the clock; each is later than the one before. */
  timestamp(): string;
  /** `prefix` and nine capital letters and digits, as in `V0AB12CD3E4`. */
  id(prefix: string): string;
  /** Lower-case hex that nobody could guess from the ones before. */
  secret(): string;
}

/** Ids repeat from run to run, so that a failing test fails in the same words each time. */
export function createIdentifiers(clock: SandboxClock, seed: string): Identifiers {
  let lastMicroseconds = 0;
  let count = 0;
  const digest = () => createHash('sha256').update(`${seed}:${++count}`).digest('hex');
  return {
    timestamp() {
      lastMicroseconds = Math.max(clock.now() * 1000, lastMicroseconds + 1);
      const seconds = Math.floor(lastMicroseconds / 1_000_000);
      return `${seconds}.${String(Math.floor(lastMicroseconds % 1_000_000)).padStart(6, '0')}`;
    },
    id(prefix) {
      return `${prefix}0${BigInt(`0x${digest().slice(0, 16)}`)
        .toString(36)
        .toUpperCase()
        .padStart(9, '0')
        .slice(-9)}`;
    },
    secret: () => digest().slice(0, 32),
  };
}
