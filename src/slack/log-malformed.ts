import type { Clock } from '../flows/clock.ts';
import { throttle } from '../flows/throttle.ts';

/** Logs a payload that could not be read, under the reference that the person was given. */
export type LogMalformed = (err: unknown, reference: string, person: string | undefined) => void;

interface Line {
  warn(facts: object, message: string): void;
}

const LINES = { burst: 3, interval: 1_000 } as const;
/** References of skipped lines that the next line names, so that a person's reference can still be found. */
const MOST_REFERENCES = 100;

/** At most three lines a second, however much arrives. */
export function logMalformed(clock: Clock, log: Line): LogMalformed {
  let references: string[] = [];
  const write = throttle<{ err: unknown; reference: string; person: string | undefined }>(
    clock,
    LINES,
    (facts, more) => {
      const skipped = references.slice(0, -1);
      references = [];
      log.warn({ ...facts, ...(more > 0 && { more, references: skipped }) }, 'Slack sent what could not be read');
    },
  );
  return (err, reference, person) => {
    if (references.length < MOST_REFERENCES) references.push(reference);
    write({ err, reference, person });
  };
}
