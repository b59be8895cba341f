import type { ApprovalLine } from './entry.ts';
import { holdsAll, type PeopleList } from './person.ts';
import { uniteLists } from './resolve-entry.ts';

/**
 * How one thing compares with what was before it. `either`: the two cannot be ordered without asking Slack, or at all, so
 * that it may well be looser. `neutral`: it is no guard.
 */
export type Effect = 'looser' | 'tighter' | 'either' | 'neutral';

/** Who came in and who went out, as far as ids tell: who is in which user group is Slack's to say. */
export interface PeopleChange {
  readonly gained: PeopleList;
  readonly lost: PeopleList;
  readonly effect: Exclude<Effect, 'neutral'>;
  /** Whether `gained` and `lost` say all of it; they cannot where a person has to stand in several lists. */
  readonly isWhole: boolean;
}

/** Compares lists that each must hold; `undefined` where the same people stand in all of them. No list at all is nobody. */
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

/** A list that holds everybody of another one adds nothing to it. */
const withoutIdle = (lists: readonly PeopleList[]): readonly PeopleList[] =>
  lists.filter((list, index) =>
    lists.every((other, at) => at === index || !holdsAll(list, other) || (holdsAll(other, list) && at > index)),
  );

/** Whether whoever stands in all of the first stands in all of the others too, as far as ids tell. */
const standWithin = (lists: readonly PeopleList[], others: readonly PeopleList[]): boolean =>
  lists.length === 0 || (others.length > 0 && others.every((other) => lists.some((list) => holdsAll(other, list))));

/** The ids that stand in each of the lists, and not in each of the others. */
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
 * How the approvals that are required compare. They are at least as tight where everybody who satisfies them would have
 * satisfied the ones before, which is so where each place before has a place of its own now that takes none but its people.
 */
export function compareRequired(was: readonly ApprovalLine[], now: readonly ApprovalLine[]): Effect | undefined {
  const [tighter, looser] = [implies(now, was), implies(was, now)];
  if (tighter && looser) return undefined;
  return tighter ? 'tighter' : looser ? 'looser' : 'either';
}

const placesOf = (lines: readonly ApprovalLine[]): readonly PeopleList[] =>
  lines.flatMap(({ from, count }) => Array.from({ length: count }, () => from));

/** Whether every place of `weaker` finds a place of `stronger` for itself (augmenting paths, as in counting approvals). */
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
