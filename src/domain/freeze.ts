import { Cron } from 'croner';
import type { PersonId } from './person.ts';

/** A time in which nothing of its environments and actions may be run, as the allowlist plans it. */
export interface PlannedFreeze {
  readonly name: string;
  /** Absent: all of them. Where both are named, it holds where both do. */
  readonly environments?: readonly string[];
  readonly actions?: readonly string[];
  readonly reason?: string;
  readonly when: Recurring | Once;
}

/** Begins at every moment of the cron line (five fields, read in the IANA time zone) and lasts so many milliseconds of real time, also over a change of the clocks. */
interface Recurring {
  readonly kind: 'recurring';
  readonly starts: string;
  readonly timezone: string;
  readonly lasts: number;
}

/** The end itself is no longer frozen. */
interface Once {
  readonly kind: 'once';
  readonly from: Date;
  readonly until: Date;
}

/** Somebody froze an environment from chat. It holds from the moment it is on the record, whatever the clocks of two replicas say. */
export interface ChatFreeze {
  readonly environment: string;
  readonly reason: string;
  readonly author: PersonId;
  readonly from: Date;
  readonly until: Date;
}

/** A freeze of an entry, as it is told to those whom it stops. */
export interface Freeze {
  readonly name: string;
  readonly reason?: string;
  /** The person who put it on from Slack; absent for a freeze of the allowlist. */
  readonly author?: PersonId;
  readonly from: Date;
  readonly until: Date;
}

/** Everything that freezes anything. */
export interface Freezes {
  readonly planned: readonly PlannedFreeze[];
  readonly fromChat: readonly ChatFreeze[];
}

interface Place {
  readonly action: string;
  readonly environment: string;
}

/** The freeze that holds at the moment; of several the one that ends last, since until then the answer is no. */
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

/** The next planned freeze that begins after the moment. */
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

/** A recurring freeze that begins again before it is over goes on; more than so many in a row are told as if they ended then. */
const MOST_IN_A_ROW = 100;

function windowAt(freeze: PlannedFreeze, at: Date): Freeze | undefined {
  const { when } = freeze;
  if (when.kind === 'once') return named(freeze, when.from, when.until);
  const cron = cronOf(when);
  // The last beginning before the next millisecond is the last one up to this moment.
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

/** Reading a cron line takes far longer than asking it. */
const crons = new Map<string, Cron>();

/** Throws where the line is not cron in five fields, or the zone is unknown. */
export function cronOf({ starts, timezone }: Omit<Recurring, 'kind' | 'lasts'>): Cron {
  const key = `${timezone} ${starts}`;
  const kept = crons.get(key) ?? new Cron(starts, { timezone, mode: '5-part', paused: true });
  crons.set(key, kept);
  return kept;
}
