import { throttle } from '../../flows/guarding/throttle.ts';
import type { Clock } from '../../flows/ports/clock.ts';

interface Failed {
  readonly err: unknown;
  /** The reference that the person was given, so that the operator can find the line. */
  readonly reference: string;
  readonly person: string | undefined;
}

/** Log lines about failures of what people do, at most three per second and kind. */
export interface FailureLines {
  /** A request of a person failed. */
  undone(failed: Failed): void;
  /** A payload could not be read or has no listener. */
  unreadable(failed: Failed): void;
  /** A person could not be told about a failure. */
  untold(failed: Failed): void;
  /** True if this person may be told about another unreadable payload. Telling uses calls that others wait for. */
  mayTell(person: string): boolean;
}

/** The interval for answers about unreadable payloads (milliseconds), and their number to one person and to all. */
const TOLD = { interval: 10_000, toOne: 5, toAll: 100 } as const;

interface Log {
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

const LINES = { burst: 3, interval: 1_000 } as const;
/** References of skipped lines that the next line mentions. */
const MOST_REFERENCES = 100;

export const failureLines = (clock: Clock, log: Log): FailureLines => ({
  undone: lines(clock, (facts) => log.error(facts, 'a command or click failed')),
  unreadable: lines(clock, (facts) => log.warn(facts, 'a payload from Slack could not be read')),
  untold: lines(clock, (facts) => log.error(facts, 'the person could not be told about the failure')),
  mayTell: limitTelling(clock),
});

function limitTelling(clock: Clock): (person: string) => boolean {
  const told = new Map<string, number>();
  let [endsAt, all] = [Number.NEGATIVE_INFINITY, 0];
  return (person) => {
    const now = clock.now();
    if (now >= endsAt) {
      told.clear();
      [endsAt, all] = [now + TOLD.interval, 0];
    }
    const before = told.get(person) ?? 0;
    if (before >= TOLD.toOne || all >= TOLD.toAll) return false;
    told.set(person, before + 1);
    all += 1;
    return true;
  };
}

/** Logs how many lines were skipped, with their references. */
function lines(clock: Clock, write: (facts: object) => void): (failed: Failed) => void {
  let references: string[] = [];
  const throttled = throttle<Failed>(clock, LINES, (failed, more) => {
    const skipped = references.slice(0, more);
    references = [];
    write({ ...failed, ...(more > 0 && { more, references: skipped }) });
  });
  return (failed) => {
    if (references.length < MOST_REFERENCES) references.push(failed.reference);
    throttled(failed);
  };
}
