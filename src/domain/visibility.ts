import { type Allowlist, type Entry, findEntry, operatorsOf } from './entry.ts';
import type { Freeze } from './freeze.ts';
import { findInList, idsOf, isSamePerson, type PeopleList } from './person.ts';
import type { ActionRequest } from './request.ts';
import { approvesThrough, listsOf, type PersonReading, requestsThrough } from './rights.ts';

/** The entry that decides rights now. If the allowlist no longer has it, the entry as it was asked. */
export const entryNow = (allowlist: Allowlist, { asked: { entry } }: Pick<ActionRequest, 'asked'>): Entry =>
  findEntry(allowlist, entry.action, entry.environment) ?? entry;

/** Every list that decides who sees the entry's requests. */
export const seeingLists = (entry: Entry): readonly PeopleList[] => [...listsOf(entry), entry.viewers];

/** True if the person sees the entry's requests: they may request or approve it, or are one of its viewers. */
export const seesEntry = (entry: Entry, reading: PersonReading): boolean =>
  reading.standing.outside === undefined &&
  (requestsThrough(entry, reading) !== undefined ||
    approvesThrough(entry, reading) !== undefined ||
    findInList(entry.viewers, idsOf(reading.standing), reading.groups) !== undefined);

/** What a person may do about an entry, or about other people's requests of it. */
export type Part = 'approve' | 'break_glass' | 'freeze' | 'see';

/** An entry that others may run, and what this person may do about it. */
export interface OthersEntry {
  readonly entry: Entry;
  readonly parts: readonly Part[];
}

/** The entries of which a person is told: those they may request, and those in which they have another part. */
export interface ToldEntries {
  readonly requestable: readonly Entry[];
  readonly others: readonly OthersEntry[];
}

export interface ListedEntries extends ToldEntries {
  /** The freeze that holds for an entry now. */
  readonly freezes: ReadonlyMap<Entry, Freeze>;
}

/** Every list that decides who may know of the entry at all. */
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

/** True if this person may know that the entry exists, since they have a part in it. */
export const isToldOf = (allowlist: Allowlist, entry: Entry, reading: PersonReading): boolean =>
  requestsThrough(entry, reading) !== undefined || partsIn(allowlist, entry, reading).length > 0;

/** True for the requester and those who see the entry's requests. */
export const seesRequest = (allowlist: Allowlist, request: ActionRequest, reading: PersonReading): boolean =>
  reading.standing.outside === undefined &&
  (isSamePerson(request.requester, idsOf(reading.standing)) || seesEntry(entryNow(allowlist, request), reading));
