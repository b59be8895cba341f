import { type Allowlist, type Entry, findEntry } from './entry.ts';
import { findInList, idsOf, isSamePerson, type PeopleList } from './person.ts';
import type { ActionRequest } from './request.ts';
import { approvesThrough, listsOf, type PersonReading, requestsThrough } from './rights.ts';

/** Rights go by the allowlist of this moment; an entry that it no longer has is taken as it was when it was asked. */
export const entryNow = (allowlist: Allowlist, { frozen: { entry } }: Pick<ActionRequest, 'frozen'>): Entry =>
  findEntry(allowlist, entry.action, entry.environment) ?? entry;

/** Every list that decides who sees requests of the entry. */
export const seeingLists = (entry: Entry): readonly PeopleList[] => [...listsOf(entry), entry.viewers];

/** Those who may request or approve the entry, and its viewers, see its requests. */
export const seesEntry = (entry: Entry, reading: PersonReading): boolean =>
  reading.standing.outside === undefined &&
  (requestsThrough(entry, reading) !== undefined ||
    approvesThrough(entry, reading) !== undefined ||
    findInList(entry.viewers, idsOf(reading.standing), reading.groups) !== undefined);

/** The requester besides; and nobody else. */
export const seesRequest = (allowlist: Allowlist, request: ActionRequest, reading: PersonReading): boolean =>
  reading.standing.outside === undefined &&
  (isSamePerson(request.requester, idsOf(reading.standing)) || seesEntry(entryNow(allowlist, request), reading));
