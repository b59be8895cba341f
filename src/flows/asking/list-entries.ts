import { type Allowlist, type Entry, findEntry } from '../../domain/entry.ts';
import type { PersonId } from '../../domain/person.ts';
import { Refusal } from '../../domain/refusal.ts';
import { refuseOutsider, requestsThrough } from '../../domain/rights.ts';
import { refuseUnknownEntry, type TypedNames } from '../../domain/unknown-entry.ts';
import { isToldOf, type ListedEntries, partsIn, type ToldEntries, tellingLists } from '../../domain/visibility.ts';
import { type FreezeDeps, findFreezes } from '../guarding/find-freeze.ts';
import { readPerson } from '../guarding/read-rights.ts';
import type { SlackTeam } from '../ports/slack-team.ts';

export interface ListDeps {
  readonly allowlist: () => Allowlist;
  readonly team: SlackTeam;
}

async function findListedEntries(deps: ListDeps, person: PersonId): Promise<ToldEntries | Refusal> {
  const allowlist = deps.allowlist();
  const { entries } = allowlist;
  const lists = entries.flatMap((entry) => tellingLists(allowlist, entry));
  const reading = await readPerson(deps.team, person, lists);
  const outsider = refuseOutsider(reading.standing);
  if (outsider !== undefined) return outsider;
  const mayRequest = (entry: Entry): boolean => requestsThrough(entry, reading) !== undefined;
  return {
    requestable: entries.filter(mayRequest),
    others: entries
      .filter((entry) => !mayRequest(entry))
      .map((entry) => ({ entry, parts: partsIn(allowlist, entry, reading) }))
      .filter(({ parts }) => parts.length > 0),
  };
}

/** The entry, if it exists and the person may know of it. Everybody else is told that it does not exist. */
export async function findToldEntry(deps: ListDeps, person: PersonId, typed: TypedNames): Promise<Entry | Refusal> {
  const { action, environment } = typed;
  const allowlist = deps.allowlist();
  const entry = environment === undefined ? undefined : findEntry(allowlist, action, environment);
  if (entry !== undefined) {
    const reading = await readPerson(deps.team, person, tellingLists(allowlist, entry));
    if (isToldOf(allowlist, entry, reading)) return entry;
  }
  const listed = await findListedEntries(deps, person);
  if (listed instanceof Refusal) return listed;
  const { requestable, others } = listed;
  return refuseUnknownEntry([...requestable, ...others.map((other) => other.entry)], typed);
}

/** What the person may run in this channel, what they may do about other people's requests, and what is frozen. */
export async function listEntries(
  deps: ListDeps & FreezeDeps,
  person: PersonId,
  channel: string,
): Promise<ListedEntries | Refusal> {
  const listed = await findListedEntries(deps, person);
  if (listed instanceof Refusal) return listed;
  const isHere = (entry: Entry): boolean => entry.channels.every((list) => list.includes(channel));
  const [requestable, others] = [listed.requestable.filter(isHere), listed.others];
  const freezes = await findFreezes(deps, [...requestable, ...others.map(({ entry }) => entry)]);
  return { requestable, others, freezes };
}
