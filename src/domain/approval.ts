import type { ApprovalLine, Entry } from './entry.ts';
import { findInList, isSamePerson, type PersonId, type PersonIds, type UserGroups } from './person.ts';

/** The progress of a request's approvals, with approvers assigned so that the most slots are filled. */
export interface ApprovalProgress {
  readonly slots: number;
  readonly filled: number;
  /** The lines that need more people, with how many. */
  readonly missing: readonly ApprovalLine[];
}

export const isApproved = (progress: ApprovalProgress): boolean => progress.filled === progress.slots;

/**
 * Counts approvals. A person fills one slot, and the order of approving does not matter: people are moved between the
 * slots that they fit until no more can be filled (augmenting paths).
 */
export function countApprovals(
  entry: Entry,
  approvers: readonly (PersonId | PersonIds)[],
  groups: UserGroups | undefined,
): ApprovalProgress {
  const places = entry.approval.required.flatMap((line) => Array.from({ length: line.count }, () => line));
  const holder = new Map<number, PersonIds>();
  // Fill the lines with the fewest people first, so that the approvals reported as missing can still be given by
  // others.
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

/** Merges the ids of the same person, so that nobody counts twice. */
const eachOnce = (people: readonly (PersonId | PersonIds)[]): readonly PersonIds[] =>
  people.reduce<readonly PersonIds[]>((known, person) => {
    const same = known.filter((ids) => isSamePerson(ids, person));
    const others = known.filter((ids) => !same.includes(ids));
    return [...others, [...new Set([...same.flat(), person].flat())]];
  }, []);

/** A user group may have any number of members, so it counts as broader than any list of people. */
const breadthOf = ({ from }: ApprovalLine): number => from.people.length + from.groups.length * 1_000;

function missingLines(entry: Entry, holder: ReadonlyMap<number, PersonIds>): readonly ApprovalLine[] {
  let first = 0;
  return entry.approval.required.flatMap((line) => {
    const open = Array.from({ length: line.count }, (_, index) => first + index).filter((place) => !holder.has(place));
    first += line.count;
    return open.length > 0 ? [{ from: line.from, count: open.length }] : [];
  });
}
