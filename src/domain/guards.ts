import type { Entry, PersonLimits } from './entry.ts';
import type { PersonId } from './person.ts';
import { Refusal } from './refusal.ts';
import { sentence, thePerson, theTime } from './sentence.ts';

/** What the guards go by, read at one moment. *Open* is past Run it and not settled. */
export interface Tally {
  readonly openOfEntry: number;
  readonly openOfPerson: number;
  /** The last request of the entry that had a run and settled. */
  readonly lastRun: { readonly settledAt: Date; readonly requester: PersonId } | undefined;
  /** The id of the oldest open request with the same digest; one whose run is being ended is none to join. */
  readonly identical: string | undefined;
}

/** What stands in the way of one more open request of the entry by the person; the longest-lasting reason first. */
export const refuseByGuards = (entry: Entry, limits: PersonLimits, tally: Tally, now: Date): Refusal | undefined =>
  refuseResting(entry, tally, now) ?? refuseCrowded(entry, tally) ?? refuseGreedy(limits, tally);

function refuseResting(entry: Entry, { lastRun }: Tally, now: Date): Refusal | undefined {
  if (entry.cooldown === undefined || lastRun === undefined) return undefined;
  const over = new Date(lastRun.settledAt.getTime() + entry.cooldown);
  if (over.getTime() <= now.getTime()) return undefined;
  return new Refusal(
    'cooldown',
    `${entry.action} in ${entry.environment} ran recently and is in its cooldown.`,
    sentence`${thePerson(lastRun.requester)} ran it last, until ${theTime(lastRun.settledAt)}. It may run again from ${theTime(over)} on.`,
  );
}

function refuseCrowded(entry: Entry, { openOfEntry }: Tally): Refusal | undefined {
  if (entry.maxOpen === undefined || openOfEntry < entry.maxOpen) return undefined;
  return new Refusal(
    'max_open',
    `${sayRequests(openOfEntry)} of ${entry.action} in ${entry.environment} ${openOfEntry === 1 ? 'is' : 'are'} open, which is the most that may be open at once.`,
    'Try again when one has ended. `/tf-action status` shows the newest.',
  );
}

function refuseGreedy({ open }: PersonLimits, { openOfPerson }: Tally): Refusal | undefined {
  if (openOfPerson < open) return undefined;
  return new Refusal(
    'too_many_open',
    `You have ${sayRequests(openOfPerson)} open. The allowlist allows no more for one person.`,
    'Withdraw one, or wait until one has ended. `/tf-action status` shows the newest.',
  );
}

const sayRequests = (count: number): string => (count === 1 ? '1 request' : `${count} requests`);
