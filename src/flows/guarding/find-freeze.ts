import type { Allowlist, Entry } from '../../domain/entry.ts';
import { type Freeze, freezeAt } from '../../domain/freeze.ts';
import { Refusal } from '../../domain/refusal.ts';
import { sayFreeze } from '../../domain/say-ending.ts';
import { sentence, thePerson } from '../../domain/sentence.ts';
import type { Clock } from '../ports/clock.ts';
import type { FreezeBook } from '../ports/freeze-book.ts';

export interface FreezeDeps {
  readonly allowlist: () => Allowlist;
  readonly freezes: FreezeBook;
  readonly clock: Clock;
}

/**
 * The freeze that holds for the entry at this time (default: now), planned or from chat. Throws if the store cannot be
 * read.
 */
export async function findFreeze(
  deps: FreezeDeps,
  entry: Entry,
  at: Date = new Date(deps.clock.now()),
): Promise<Freeze | undefined> {
  const fromChat = await deps.freezes.current(at);
  return freezeAt({ planned: deps.allowlist().freezes, fromChat }, entry, at);
}

/** The same for several entries, now. Entries that are not frozen are left out. */
export async function findFreezes(deps: FreezeDeps, entries: readonly Entry[]): Promise<ReadonlyMap<Entry, Freeze>> {
  const at = new Date(deps.clock.now());
  const all = { planned: deps.allowlist().freezes, fromChat: await deps.freezes.current(at) };
  const found = entries.map((entry) => [entry, freezeAt(all, entry, at)] as const);
  return new Map(found.flatMap(([entry, freeze]) => (freeze === undefined ? [] : [[entry, freeze] as const])));
}

export const refuseFrozen = (entry: Entry, freeze: Freeze): Refusal =>
  new Refusal(
    'frozen',
    sentence`${entry.action} in ${entry.environment} is frozen by ${sayFreeze(freeze)}.`,
    freeze.author === undefined
      ? 'Ask again once it is over.'
      : sentence`Ask again once it is over, or ask ${thePerson(freeze.author)} to unfreeze it.`,
  );
