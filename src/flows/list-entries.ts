import { type Allowlist, type Entry, findEntry } from '../domain/entry.ts';
import type { PersonId } from '../domain/person.ts';
import { Refusal } from '../domain/refusal.ts';
import { refuseOutsider, requestsThrough } from '../domain/rights.ts';
import { refuseUnknownEntry, type TypedNames } from '../domain/unknown-entry.ts';
import { seeingLists, seesEntry } from '../domain/visibility.ts';
import { readPerson } from './read-rights.ts';
import type { SlackTeam } from './slack-team.ts';

export interface ListDeps {
  readonly allowlist: () => Allowlist;
  readonly team: SlackTeam;
}

/** The entries of which a person is told: those they may request, and others whose requests they may approve or see. */
export interface VisibleEntries {
  readonly requestable: readonly Entry[];
  readonly others: readonly Entry[];
}

async function findVisibleEntries(deps: ListDeps, person: PersonId): Promise<VisibleEntries | Refusal> {
  const { entries } = deps.allowlist();
  const reading = await readPerson(deps.team, person, entries.flatMap(seeingLists));
  const outsider = refuseOutsider(reading.standing);
  if (outsider !== undefined) return outsider;
  const seen = entries.filter((entry) => seesEntry(entry, reading));
  const [requestable, others] = [true, false].map((may) =>
    seen.filter((entry) => (requestsThrough(entry, reading) !== undefined) === may),
  );
  return { requestable: requestable ?? [], others: others ?? [] };
}

/** The entry, if there is one and the person is told of it; everybody else is told that there is none. */
export async function findSeenEntry(deps: ListDeps, person: PersonId, typed: TypedNames): Promise<Entry | Refusal> {
  const { action, environment } = typed;
  const entry = environment === undefined ? undefined : findEntry(deps.allowlist(), action, environment);
  if (entry !== undefined && seesEntry(entry, await readPerson(deps.team, person, seeingLists(entry)))) return entry;
  const visible = await findVisibleEntries(deps, person);
  if (visible instanceof Refusal) return visible;
  return refuseUnknownEntry(visible.requestable.concat(visible.others), typed);
}

/** What the person may run in this channel. */
export async function listEntries(
  deps: ListDeps,
  person: PersonId,
  channel: string,
): Promise<readonly Entry[] | Refusal> {
  const visible = await findVisibleEntries(deps, person);
  if (visible instanceof Refusal) return visible;
  return visible.requestable.filter((entry) => entry.channels.every((list) => list.includes(channel)));
}
