import type { ApprovalLine, Entry } from './entry.ts';
import { findInList, isSamePerson, type PersonId, type PersonIds, type UserGroups } from './person.ts';

/** How far the approvals of a request are, with everybody who counts put where the most places are filled. */
export interface ApprovalProgress {
  readonly slots: number;
  readonly filled: number;
  /** The lines that still want people, with how many. */
  readonly missing: readonly ApprovalLine[];
}

export const isApproved = (progress: ApprovalProgress): boolean => progress.filled === progress.slots;

/**
 * A person fills one place, and the order of approving never matters: people are moved between the places they could
 * fill until no further one can be filled (augmenting paths).
 */
export function countApprovals(
  entry: Entry,
  approvers: readonly (PersonId | PersonIds)[],
  groups: UserGroups | undefined,
): ApprovalProgress {
  const places = entry.approval.required.flatMap((line) => Array.from({ length: line.count }, () => line));
  const holder = new Map<number, PersonIds>();
  // Lines that few people fit are filled first, so that others can still give the approvals that are told as missing.
  const narrowFirst = [...places.entries()].sort(([, one], [, other]) => breadthOf(one) - breadthOf(other));
  const seat = (person: PersonIds, tried: Set<number>): boolean =>
    narrowFirst.some(([place, line]) => {
      if (tried.has(place) || findInList(line.from, person, groups) === undefined) return false;
      tried.add(place);
      const seated = holder.get(place);
      if (seated !== undefined && !seat(seated, tried)) return false;
      holder.set(place, person);
      return true;
    });
  for (const person of eachOnce(approvers)) seat(person, new Set());
  return { slots: places.length, filled: holder.size, missing: missingLines(entry, holder) };
}

/** Everybody once, by all the ids under which they are among these. */
const eachOnce = (people: readonly (PersonId | PersonIds)[]): readonly PersonIds[] =>
  people.reduce<readonly PersonIds[]>((known, person) => {
    const same = known.filter((ids) => isSamePerson(ids, person));
    const others = known.filter((ids) => !same.includes(ids));
    return [...others, [...new Set([...same.flat(), person].flat())]];
  }, []);

/** A user group may have any number of members. */
const breadthOf = ({ from }: ApprovalLine): number => from.people.length + from.groups.length * 1_000;

function missingLines(entry: Entry, holder: ReadonlyMap<number, PersonIds>): readonly ApprovalLine[] {
  let first = 0;
  return entry.approval.required.flatMap((line) => {
    const open = Array.from({ length: line.count }, (_, index) => first + index).filter((place) => !holder.has(place));
    first += line.count;
    return open.length > 0 ? [{ from: line.from, count: open.length }] : [];
  });
}
