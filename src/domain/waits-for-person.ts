import { type Allowlist, approverLists, type Entry, operatorsOf } from './entry.ts';
import { findInList, idsOf, isSamePerson, type PeopleList } from './person.ts';
import type { ActionRequest } from './request.ts';
import { type PersonReading, refuseApproving, refuseConfirming, refuseDiscarding } from './rights.ts';
import { situationOf } from './situation.ts';
import { entryNow } from './visibility.ts';

/** What a request wants of one person. */
export type Wanted = 'approve' | 'confirm' | 'discard' | 'review';

/** Every list that decides whether a request waits for somebody, beside those that decide who sees it. */
export const wantingLists = (allowlist: Allowlist, { asked: { entry } }: ActionRequest): readonly PeopleList[] => [
  operatorsOf(allowlist, entry.environment),
];

/** What this person can do now for the request to go on; `undefined` where it waits for nothing of theirs. */
export function wantedOf(allowlist: Allowlist, request: ActionRequest, reading: PersonReading): Wanted | undefined {
  const entry = entryNow(allowlist, request);
  const now = situationOf(request);
  switch (now.kind) {
    case 'waiting_for_approvals':
      return canStillApprove(entry, request, reading) ? 'approve' : undefined;
    case 'waiting_for_person':
      if (now.because !== 'token_cannot_apply' && refuseConfirming(entry, partiesOf(request), reading) === undefined)
        return 'confirm';
      return refuseDiscarding(entry, reading) === undefined ? 'discard' : undefined;
    case 'settled':
      return canReview(allowlist, entry, request, reading) ? 'review' : undefined;
    default:
      return undefined;
  }
}

/** By the ids they acted under, which are among all ids of the person who is asked about. */
const partiesOf = ({ requester, brokenGlass }: ActionRequest) => ({
  requester: [requester],
  breaker: brokenGlass === undefined ? undefined : [brokenGlass.person],
});

function canStillApprove(entry: Entry, request: ActionRequest, reading: PersonReading): boolean {
  const ids = idsOf(reading.standing);
  const missing = request.progress?.missing ?? entry.approval.required;
  const hasApproved = request.decisions.some(({ kind, person }) => kind === 'approve' && isSamePerson(person, ids));
  const isMissing = missing.some(({ from }) => findInList(from, ids, reading.groups) !== undefined);
  return isMissing && !hasApproved && refuseApproving(entry, request.requester, reading) === undefined;
}

/** Broken glass is reviewed by somebody who neither asked nor broke it. */
function canReview(allowlist: Allowlist, entry: Entry, request: ActionRequest, reading: PersonReading): boolean {
  const { brokenGlass, requester } = request;
  if (brokenGlass === undefined || brokenGlass.reviewedAt !== undefined) return false;
  const ids = idsOf(reading.standing);
  if (isSamePerson(requester, ids) || isSamePerson(brokenGlass.person, ids)) return false;
  const lists = [...approverLists(entry), entry.breakGlass, operatorsOf(allowlist, entry.environment)];
  return reading.standing.outside === undefined && lists.some((list) => findInList(list, ids, reading.groups));
}
