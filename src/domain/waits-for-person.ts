import { BUTTONS, works } from './buttons.ts';
import { type Allowlist, type Entry, operatorsOf } from './entry.ts';
import { findInList, idsOf, isSamePerson, type PeopleList } from './person.ts';
import type { ActionRequest } from './request.ts';
import type { PersonReading } from './rights.ts';
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
      if (works('confirm', request) && BUTTONS.confirm.refuse({ entry, ...partiesOf(request), reading }) === undefined)
        return 'confirm';
      return BUTTONS.discard.refuse({ entry, reading }) === undefined ? 'discard' : undefined;
    case 'settled':
      return works('close_review', request) &&
        BUTTONS.close_review.refuse({
          ...{ entry, ...partiesOf(request), reading },
          operators: operatorsOf(allowlist, entry.environment),
        }) === undefined
        ? 'review'
        : undefined;
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
  return (
    isMissing && !hasApproved && BUTTONS.approve.refuse({ entry, requester: request.requester, reading }) === undefined
  );
}

/** A request that waits for the person who looks, and what it wants of them. */
export interface WaitingForYou {
  readonly request: ActionRequest;
  readonly wanted: Wanted;
}

export interface ListedRequests {
  readonly yours: readonly WaitingForYou[];
  /** Open ones first, then the newest settled ones. */
  readonly others: readonly ActionRequest[];
}
