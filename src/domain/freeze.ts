import { Cron } from 'croner';
import type { PersonId } from './person.ts';

/** A period planned in the allowlist in which its environments and actions must not run. */
export interface PlannedFreeze {
  readonly name: string;
  /** Absent: all of them. If both are given, both must match. */
  readonly environments?: readonly string[];
  readonly actions?: readonly string[];
  readonly reason?: string;
  readonly when: Recurring | Once;
}

/**
 * Starts at each time of the cron line (five fields, in the IANA time zone) and lasts this many milliseconds of real
 * time, even when the clocks change.
 */
interface Recurring {
  readonly kind: 'recurring';
  readonly starts: string;
  readonly timezone: string;
  readonly lasts: number;
}

/** A single period. Its end is not frozen any more. */
interface Once {
  readonly kind: 'once';
  readonly from: Date;
  readonly until: Date;
}

/** A freeze of an environment from chat. It holds from the moment it is stored, whatever two replicas' clocks say. */
export interface ChatFreeze {
  readonly environment: string;
  readonly reason: string;
  readonly author: PersonId;
  readonly from: Date;
  readonly until: Date;
}

/** A freeze of an entry, as shown to the people it stops. */
export interface Freeze {
  readonly name: string;
  readonly reason?: string;
  /** The person who added it from Slack. Absent for a freeze of the allowlist. */
  readonly author?: PersonId;
  readonly from: Date;
  readonly until: Date;
}

/** All planned freezes and freezes from chat. */
export interface Freezes {
  readonly planned: readonly PlannedFreeze[];
  readonly fromChat: readonly ChatFreeze[];
}

interface Place {
  readonly action: string;
  readonly environment: string;
}

/** The freeze that holds at this time. Of several, the one that ends last, since nothing may run before. */
export function freezeAt({ planned, fromChat }: Freezes, place: Place, at: Date): Freeze | undefined {
  const windows = [
    ...planned
      .filter((freeze) => covers(freeze, place))
      .map((freeze) => windowAt(freeze, at))
      .filter((window) => window !== undefined && window.from <= at),
    ...fromChat.filter(({ environment }) => environment === place.environment).map(nameFreeze),
  ];
  return windows
    .filter((window) => window !== undefined)
    .filter(({ until }) => at < until)
    .reduce<Freeze | undefined>((last, one) => (last === undefined || one.until > last.until ? one : last), undefined);
}

/** The next planned freeze after this time. */
export function nextFreeze(planned: readonly PlannedFreeze[], place: Place, after: Date): Freeze | undefined {
  return planned
    .filter((freeze) => covers(freeze, place))
    .map((freeze) => windowAfter(freeze, after))
    .filter((window) => window !== undefined)
    .reduce<Freeze | undefined>((next, one) => (next === undefined || one.from < next.from ? one : next), undefined);
}

const covers = ({ environments, actions }: PlannedFreeze, { action, environment }: Place): boolean =>
  (environments === undefined || environments.includes(environment)) &&
  (actions === undefined || actions.includes(action));

const nameFreeze = ({ reason, author, from, until }: ChatFreeze): Freeze => {
  return { name: 'a freeze from chat', reason, author, from, until };
};

const named = ({ name, reason }: PlannedFreeze, from: Date, until: Date): Freeze => ({
  ...{ name, from, until },
  ...(reason === undefined ? {} : { reason }),
});

/**
 * A recurring freeze that starts again before it ends is continued. After this many in a row, it is shown as if it
 * ended.
 */
const MOST_IN_A_ROW = 100;

function windowAt(freeze: PlannedFreeze, at: Date): Freeze | undefined {
  const { when } = freeze;
  if (when.kind === 'once') return named(freeze, when.from, when.until);
  const cron = cronOf(when);
  // The last start before the next millisecond is the last one up to and including this time.
  const [from] = cron.previousRuns(1, new Date(at.getTime() + 1));
  if (from === undefined) return undefined;
  return named(freeze, from, endOf(cron, from, when.lasts));
}

function endOf(cron: Cron, from: Date, lasts: number): Date {
  let until = from.getTime() + lasts;
  let begins = cron.nextRun(from);
  for (let count = 0; begins !== null && begins.getTime() <= until && count < MOST_IN_A_ROW; count += 1) {
    until = begins.getTime() + lasts;
    begins = cron.nextRun(begins);
  }
  return new Date(until);
}

function windowAfter(freeze: PlannedFreeze, after: Date): Freeze | undefined {
  const { when } = freeze;
  if (when.kind === 'once') return when.from > after ? named(freeze, when.from, when.until) : undefined;
  const cron = cronOf(when);
  const from = cron.nextRun(after);
  return from === null ? undefined : named(freeze, from, endOf(cron, from, when.lasts));
}

/** A cache, since parsing a cron line takes far longer than evaluating it. */
const crons = new Map<string, Cron>();

/** Parses a cron line. Throws if it does not have five valid fields or the time zone is unknown. */
export function cronOf({ starts, timezone }: Omit<Recurring, 'kind' | 'lasts'>): Cron {
  const key = `${timezone} ${starts}`;
  const kept = crons.get(key) ?? new Cron(starts, { timezone, mode: '5-part', paused: true });
  crons.set(key, kept);
  return kept;
}
