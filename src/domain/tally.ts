import type { Entry, PersonLimits } from './entry.ts';
import type { PersonId } from './person.ts';
import { Refusal } from './refusal.ts';
import { sentence, thePerson, theTime } from './sentence.ts';

/** What is counted for guards that refuse, read at one moment. *Open* is past Run it and not settled. */
export interface Tally {
  readonly openOfEntry: number;
  readonly openOfPerson: number;
  /** The last request of the entry that had a run and settled. */
  readonly lastRun: { readonly settledAt: Date; readonly requester: PersonId } | undefined;
  /** The id of the oldest open request with the same digest; one whose run is being ended is none to join. */
  readonly identical: string | undefined;
}

/** One more open request that somebody asks for. */
export interface Asking {
  readonly entry: Entry;
  readonly tally: Tally;
  readonly now: Date;
}

export function refuseResting(cooldown: number, { entry, tally: { lastRun }, now }: Asking): Refusal | undefined {
  if (lastRun === undefined) return undefined;
  const over = new Date(lastRun.settledAt.getTime() + cooldown);
  if (over.getTime() <= now.getTime()) return undefined;
  return new Refusal(
    'cooldown',
    `${entry.action} in ${entry.environment} ran recently and is in its cooldown.`,
    sentence`It can run again at ${theTime(over)}. ${thePerson(lastRun.requester)} ran it last, until ${theTime(lastRun.settledAt)}.`,
  );
}

export function refuseCrowded(maxOpen: number, { entry, tally: { openOfEntry } }: Asking): Refusal | undefined {
  if (openOfEntry < maxOpen) return undefined;
  return new Refusal(
    'max_open',
    `${entry.action} in ${entry.environment} already has ${sayRequests(openOfEntry)} open. The allowlist allows ${maxOpen} at once.`,
    'Try again when one has ended. See `/tf-action status`.',
  );
}

export function refuseGreedy({ open }: PersonLimits, { openOfPerson }: Tally): Refusal | undefined {
  if (openOfPerson < open) return undefined;
  return new Refusal(
    'too_many_open',
    `You already have ${sayRequests(openOfPerson)} open. The allowlist allows ${open} per person.`,
    'Withdraw one, or wait until one has ended. See `/tf-action status`.',
  );
}

const sayRequests = (count: number): string => (count === 1 ? '1 request' : `${count} requests`);
