import { type ApprovalProgress, countApprovals, isApproved } from './approval.ts';
import { type ApprovalLine, approverLists, type Entry } from './entry.ts';
import { findInList, isSamePerson, type PersonId, type PersonIds, type UserGroups } from './person.ts';
import { Refusal } from './refusal.ts';
import { joinSentences, namesIn, sentence } from './sentence.ts';

/**
 * Everybody named in an approval line of the entry, without duplicates. Includes the requester only if they may approve
 * their own request.
 */
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

/** Whether enough people can approve, as far as known. */
export type Outlook =
  | { readonly kind: 'fillable' }
  | { readonly kind: 'unfillable'; readonly missing: readonly ApprovalLine[] }
  /** Depends on these people, who have to be looked up. Other unknown people are not needed for now. */
  | { readonly kind: 'ask'; readonly about: readonly PersonId[] };

/**
 * Judges whether the approvals can be completed. `good` people count, `unknown` people may count, and nobody else does.
 */
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

/**
 * The people to look up, one per open slot: first those who fit an open slot, otherwise those for whom others can
 * change slots.
 */
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

/** The refusal that names the approval lines without enough people. */
export function refuseUnapprovable(entry: Entry, missing: readonly ApprovalLine[]): Refusal {
  const lines = missing.map(({ from, count }) => {
    return sentence`${count === 1 ? 'one' : count} of ${joinSentences(namesIn(from), ' or ')}`;
  });
  const own = entry.approval.allowRequester ? '' : '. Nobody can approve their own request';
  return new Refusal(
    'nobody_can_approve',
    `Not enough people can approve ${entry.action} in ${entry.environment} for you.`,
    sentence`It needs ${joinSentences(lines, ', and ')}${own}. Ask somebody else to request it, or have the allowlist or the user group changed.`,
  );
}
