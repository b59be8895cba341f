import { createHash } from 'node:crypto';
import type { SandboxClock } from '../clock.ts';

/** Generates Slack's ids and timestamps. Never returns one twice. */
export interface Identifiers {
  /** A message timestamp, `seconds.microseconds` of the clock, later than all before it. */
  timestamp(): string;
  /** `prefix` and upper-case letters and digits, as in `V0AB12CD3E4`. */
  id(prefix: string): string;
  /** Lower-case hex, different each time. */
  secret(): string;
}

/** Ids are the same in every run, so that a failing test always fails with the same message. */
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
