import type { ApprovalLine } from './entry.ts';
import type { PeopleList } from './person.ts';
import { holdsAll, uniteLists } from './resolve-entry.ts';

/**
 * How a value compares with the previous one. `either`: the two cannot be ordered at all or not without Slack, so it
 * may be looser. `neutral`: not a guard.
 */
export type Effect = 'looser' | 'tighter' | 'either' | 'neutral';

/** Who was added and removed, by ids. The members of user groups are known to Slack only. */
export interface PeopleChange {
  readonly gained: PeopleList;
  readonly lost: PeopleList;
  readonly effect: Exclude<Effect, 'neutral'>;
  /** True if `gained` and `lost` are the whole change. They are not if a person must be in several lists. */
  readonly isWhole: boolean;
}

/**
 * Compares lists that a person must all be in. `undefined` if they admit the same people. No list at all admits nobody.
 */
export function comparePeople(was: readonly PeopleList[], now: readonly PeopleList[]): PeopleChange | undefined {
  const [before, after] = [withoutIdle(was), withoutIdle(now)];
  const [narrower, wider] = [standWithin(after, before), standWithin(before, after)];
  if (narrower && wider) return undefined;
  return {
    gained: standOnlyIn(after, before),
    lost: standOnlyIn(before, after),
    effect: narrower ? 'tighter' : wider ? 'looser' : 'either',
    isWhole: before.length <= 1 && after.length <= 1,
  };
}

const NOBODY: PeopleList = { everyone: false, people: [], groups: [] };

/** Removes lists that contain everybody of another list, since they add nothing. */
const withoutIdle = (lists: readonly PeopleList[]): readonly PeopleList[] =>
  lists.filter((list, index) =>
    lists.every((other, at) => at === index || !holdsAll(list, other) || (holdsAll(other, list) && at > index)),
  );

/** True if everybody who is in all of `lists` is also in all of `others`, as far as ids show. */
const standWithin = (lists: readonly PeopleList[], others: readonly PeopleList[]): boolean =>
  lists.length === 0 || (others.length > 0 && others.every((other) => lists.some((list) => holdsAll(other, list))));

/** The ids that are in all of `lists` but not in all of `others`. */
function standOnlyIn(lists: readonly PeopleList[], others: readonly PeopleList[]): PeopleList {
  const { everyone, people, groups } = uniteLists(lists);
  const isNew = (one: PeopleList): boolean => standsInAll(one, lists) && !standsInAll(one, others);
  if (everyone && isNew({ ...NOBODY, everyone })) return { ...NOBODY, everyone };
  return {
    everyone: false,
    people: people.filter((id) => isNew({ ...NOBODY, people: [id] })),
    groups: groups.filter((id) => isNew({ ...NOBODY, groups: [id] })),
  };
}

const standsInAll = (one: PeopleList, lists: readonly PeopleList[]): boolean =>
  lists.length > 0 && lists.every((list) => holdsAll(list, one));

/**
 * Compares required approvals. They are at least as tight if everybody who satisfies them would have satisfied the
 * previous ones. That is so if each previous slot maps to its own new slot that admits only people of the previous one.
 */
export function compareRequired(was: readonly ApprovalLine[], now: readonly ApprovalLine[]): Effect | undefined {
  const [tighter, looser] = [implies(now, was), implies(was, now)];
  if (tighter && looser) return undefined;
  return tighter ? 'tighter' : looser ? 'looser' : 'either';
}

const placesOf = (lines: readonly ApprovalLine[]): readonly PeopleList[] =>
  lines.flatMap(({ from, count }) => Array.from({ length: count }, () => from));

/** True if each slot of `weaker` gets its own slot of `stronger` (augmenting paths, as in `countApprovals`). */
function implies(stronger: readonly ApprovalLine[], weaker: readonly ApprovalLine[]): boolean {
  const places = placesOf(stronger);
  const holder = new Map<number, PeopleList>();
  const seat = (wanted: PeopleList, tried: Set<number>): boolean =>
    places.some((place, index) => {
      if (tried.has(index) || !holdsAll(wanted, place)) return false;
      tried.add(index);
      const seated = holder.get(index);
      if (seated !== undefined && !seat(seated, tried)) return false;
      holder.set(index, wanted);
      return true;
    });
  return placesOf(weaker).every((place) => seat(place, new Set()));
}
