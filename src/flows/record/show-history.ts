import type { Allowlist } from '../../domain/entry.ts';
import { type HistoryFilter, readHistoryWords, refuseUnknownWord } from '../../domain/history-words.ts';
import type { PersonId } from '../../domain/person.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { refuseOutsider } from '../../domain/rights.ts';
import { entryNow, seeingLists, seesEntry, seesRequest } from '../../domain/visibility.ts';
import { readPerson } from '../guarding/read-rights.ts';
import type { HistoryQuery, RequestStore, SeenEntries } from '../ports/request-store.ts';
import type { SlackTeam } from '../ports/slack-team.ts';

/** How many requests are shown. */
const SHOWN = 10;
/**
 * Page size, and the number of pages if most requests are of entries that no longer exist and are hidden from this
 * person.
 */
const PAGE = 50;
const PAGES = 20;
/** A name under which nobody was shown is compared with the handles of this many people. */
const HANDLES = 30;

export interface HistoryAsked {
  readonly words: readonly string[];
  readonly personId?: PersonId;
  /** As typed, without the @. */
  readonly personName?: string;
}

export interface History {
  readonly requests: readonly ActionRequest[];
  readonly more: boolean;
}

interface HistoryDeps {
  readonly allowlist: () => Allowlist;
  readonly requests: Pick<RequestStore, 'history' | 'requestersOf'>;
  readonly team: Pick<SlackTeam, 'standingOf' | 'knownStandingOf' | 'readUserGroups'>;
}

/** The newest requests that this person may see. Says nothing about any other. */
export async function showHistory(
  deps: HistoryDeps,
  person: PersonId,
  asked: HistoryAsked,
): Promise<History | Refusal> {
  const { entries } = deps.allowlist();
  const reading = await readPerson(deps.team, person, entries.flatMap(seeingLists));
  const outsider = refuseOutsider(reading.standing);
  if (outsider !== undefined) return outsider;
  const seen = { person, entries: entries.filter((entry) => seesEntry(entry, reading)) };
  const names = {
    actions: seen.entries.map(({ action }) => action),
    environments: seen.entries.map(({ environment }) => environment),
  };
  const words = readHistoryWords(asked.words, names);
  if (words instanceof Refusal) return words;
  const requesters = await findRequesters(deps, seen, asked);
  if (requesters instanceof Refusal) return requesters;
  const { unknown, ...filter } = words;
  const history = await readVisible(deps, { ...seen, ...filter, ...requesters });
  const [word] = unknown;
  return history.requests.length === 0 && word !== undefined
    ? refuseUnknownWord(word, 'name', [...names.actions, ...names.environments])
    : history;
}

type Requesters = Pick<HistoryQuery, 'requesters'>;

/**
 * Everybody with that name among the requesters that this person may see: by the names they had then, otherwise by
 * their handles.
 */
async function findRequesters(
  deps: HistoryDeps,
  seen: SeenEntries,
  { personId, personName }: HistoryAsked,
): Promise<Requesters | Refusal> {
  if (personId !== undefined) return { requesters: [personId] };
  if (personName === undefined) return {};
  const known = await deps.requests.requestersOf(seen);
  const isMeant = (name: string | undefined): boolean => name?.toLowerCase() === personName.toLowerCase();
  const named = known.filter(({ name }) => isMeant(name));
  if (named.length > 0) return { requesters: named.map(({ id }) => id) };
  const ids = [...new Set(known.map(({ id }) => id))].slice(0, HANDLES);
  const standings = await Promise.all(ids.map((id) => deps.team.knownStandingOf(id)));
  const handled = standings.filter(({ name, handle }) => isMeant(name) || isMeant(handle));
  if (handled.length > 0) return { requesters: handled.map(({ id }) => id) };
  return refuseUnknownWord(
    personName,
    'person',
    [...known, ...standings].map(({ name }) => name),
  );
}

/** Entries on the allowlist are filtered by the store; others are checked one by one. */
async function readVisible(deps: HistoryDeps, query: SeenEntries & HistoryFilter & Requesters): Promise<History> {
  const allowlist = deps.allowlist();
  const found: ActionRequest[] = [];
  let after: ActionRequest | undefined;
  for (let page = 0; page < PAGES; page += 1) {
    const rows = await deps.requests.history({
      ...query,
      orNoneOf: allowlist.entries,
      ...(after && { after }),
      limit: PAGE,
    });
    const lists = rows.flatMap((request) => seeingLists(entryNow(allowlist, request)));
    const reading = await readPerson(deps.team, query.person, lists);
    found.push(...rows.filter((request) => seesRequest(allowlist, request, reading)));
    after = rows.at(-1);
    if (found.length > SHOWN || rows.length < PAGE) break;
  }
  return { requests: found.slice(0, SHOWN), more: found.length > SHOWN };
}
