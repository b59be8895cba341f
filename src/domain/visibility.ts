import { type Allowlist, type Entry, findEntry, operatorsOf } from './entry.ts';
import { findInList, idsOf, isSamePerson, type PeopleList } from './person.ts';
import type { ActionRequest } from './request.ts';
import { approvesThrough, listsOf, type PersonReading, requestsThrough } from './rights.ts';

/** Rights go by the allowlist of this moment; an entry that it no longer has is taken as it was when it was asked. */
export const entryNow = (allowlist: Allowlist, { asked: { entry } }: Pick<ActionRequest, 'asked'>): Entry =>
  findEntry(allowlist, entry.action, entry.environment) ?? entry;

/** Every list that decides who sees requests of the entry. */
export const seeingLists = (entry: Entry): readonly PeopleList[] => [...listsOf(entry), entry.viewers];

/** Those who may request or approve the entry, and its viewers, see its requests. */
export const seesEntry = (entry: Entry, reading: PersonReading): boolean =>
  reading.standing.outside === undefined &&
  (requestsThrough(entry, reading) !== undefined ||
    approvesThrough(entry, reading) !== undefined ||
    findInList(entry.viewers, idsOf(reading.standing), reading.groups) !== undefined);

/** What somebody may do about an entry, or about requests that others make of it. */
export type Part = 'approve' | 'break_glass' | 'freeze' | 'see';

/** An entry that others may run, and what this person may do about it. */
export interface OthersEntry {
  readonly entry: Entry;
  readonly parts: readonly Part[];
}

/** The entries of which a person is told: those they may request, and those in which they have another part. */
export interface ListedEntries {
  readonly requestable: readonly Entry[];
  readonly others: readonly OthersEntry[];
}

/** Every list that decides who is told of the entry at all. */
export const tellingLists = (allowlist: Allowlist, entry: Entry): readonly PeopleList[] => [
  ...seeingLists(entry),
  operatorsOf(allowlist, entry.environment),
];

export function partsIn(allowlist: Allowlist, entry: Entry, reading: PersonReading): readonly Part[] {
  const { standing, groups } = reading;
  if (standing.outside !== undefined) return [];
  const isIn = (list: PeopleList): boolean => findInList(list, idsOf(standing), groups) !== undefined;
  const approves = approvesThrough(entry, reading) !== undefined;
  return [
    ...(approves ? (['approve'] as const) : []),
    ...(isIn(entry.breakGlass) ? (['break_glass'] as const) : []),
    ...(isIn(operatorsOf(allowlist, entry.environment)) ? (['freeze'] as const) : []),
    ...(isIn(entry.viewers) ? (['see'] as const) : []),
  ];
}

/** Whether this person is told that the entry exists: everybody who has a part in it is. */
export const isToldOf = (allowlist: Allowlist, entry: Entry, reading: PersonReading): boolean =>
  requestsThrough(entry, reading) !== undefined || partsIn(allowlist, entry, reading).length > 0;

/** The requester besides; and nobody else. */
export const seesRequest = (allowlist: Allowlist, request: ActionRequest, reading: PersonReading): boolean =>
  reading.standing.outside === undefined &&
  (isSamePerson(request.requester, idsOf(reading.standing)) || seesEntry(entryNow(allowlist, request), reading));
