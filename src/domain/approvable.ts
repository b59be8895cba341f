import { type ApprovalProgress, countApprovals, isApproved } from './approval.ts';
import { type ApprovalLine, approverLists, type Entry } from './entry.ts';
import { findInList, isSamePerson, type PersonId, type PersonIds, type UserGroups } from './person.ts';
import { Refusal } from './refusal.ts';
import { joinSentences, namesIn, sentence } from './sentence.ts';

/** Everybody whom a line of the entry names, each once; the requester only where they may approve their own request. */
export function candidatesOf(
  entry: Entry,
  requester: PersonId | PersonIds,
  groups: UserGroups | undefined,
): readonly PersonId[] {
  const named = approverLists(entry).flatMap(({ people, groups: ids }) => [
    ...people,
    ...ids.flatMap((id) => [...(groups?.members.get(id) ?? [])]),
  ]);
  return [...new Set(named)].filter((person) => !isSamePerson(person, requester) || entry.approval.allowRequester);
}

/** How far it is known that the approvals can come together. */
export type Outlook =
  | { readonly kind: 'fillable' }
  | { readonly kind: 'unfillable'; readonly missing: readonly ApprovalLine[] }
  /** It depends on these, who have still to be looked at; the rest of the unknown can wait. */
  | { readonly kind: 'ask'; readonly about: readonly PersonId[] };

/** `good` count for certain, and `unknown` may; whoever is in neither does not count. */
export function outlookOf(
  entry: Entry,
  good: readonly (PersonId | PersonIds)[],
  unknown: readonly PersonId[],
  groups: UserGroups | undefined,
): Outlook {
  const sure = countApprovals(entry, good, groups);
  if (isApproved(sure)) return { kind: 'fillable' };
  const best = countApprovals(entry, [...good, ...unknown], groups);
  if (!isApproved(best)) return { kind: 'unfillable', missing: best.missing };
  return { kind: 'ask', about: mostWanted(sure, unknown, groups) };
}

/** As many as there are open places: first those who fit one, then those for whom others can move up. */
function mostWanted(
  { missing, slots, filled }: ApprovalProgress,
  unknown: readonly PersonId[],
  groups: UserGroups | undefined,
): readonly PersonId[] {
  const fits = (person: PersonId): boolean =>
    missing.some(({ from }) => findInList(from, person, groups) !== undefined);
  const fitting = unknown.filter(fits);
  return (fitting.length > 0 ? fitting : unknown).slice(0, slots - filled);
}

/** Says which lines nobody is left for. */
export function refuseUnapprovable(entry: Entry, missing: readonly ApprovalLine[]): Refusal {
  const lines = missing.map(({ from, count }) => {
    return sentence`${count === 1 ? 'one' : count} of ${joinSentences(namesIn(from), ' or ')}`;
  });
  const own = entry.approval.allowRequester ? '' : ', and nobody approves their own request';
  return new Refusal(
    'nobody_can_approve',
    `There are not enough people who could approve ${entry.action} in ${entry.environment} for you.`,
    sentence`It needs ${joinSentences(lines, ', and ')}${own}. Ask somebody else to request it, or ask for a change of the allowlist or the user group.`,
  );
}
