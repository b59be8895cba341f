import { approverLists, type Entry } from './entry.ts';
import { idsOf, isSamePerson, type PeopleList, type PersonId, type PersonIds } from './person.ts';
import { Refusal } from './refusal.ts';
import { uniteLists } from './resolve-entry.ts';
import {
  approvesThrough,
  breaksGlassThrough,
  type PersonReading,
  refuseOutsider,
  refuseRequesting,
  reviewsThrough,
} from './rights.ts';
import { sayPeople } from './say-people.ts';
import { type Sentence, sentence } from './sentence.ts';

/** Who took part in a request, each by all of their ids. */
export interface Parties {
  readonly requester: PersonIds;
  /** The person who broke the glass. */
  readonly breaker: PersonIds | undefined;
}

/** Somebody who presses a button, and everything that decides whether they may. Each rule takes what it needs of it. */
export interface Presser {
  readonly reading: PersonReading;
  readonly entry: Entry;
  readonly requester: PersonId | PersonIds;
  readonly breaker: PersonIds | undefined;
  /** Of the environment. */
  readonly operators: PeopleList;
}

type Needs<Fact extends keyof Presser> = Pick<Presser, 'reading' | 'entry' | Fact>;

export const isBreaker = (breaker: PersonIds | undefined, { standing }: PersonReading): boolean =>
  breaker !== undefined && isSamePerson(breaker, idsOf(standing));

const approversOf = (entry: Entry): PeopleList => uniteLists(approverLists(entry));

/** The way out of a refused click, such as `@oncall can.` */
const sayWhoCan = (list: PeopleList): Sentence =>
  list.people.length + list.groups.length === 0 ? sentence`Nobody can.` : sentence`${sayPeople(list)} can.`;

/** A rule by which only the requester may, whichever of their ids they press under. */
export const onlyTheRequester =
  (may: string, hint: string) =>
  (isRequester: boolean): Refusal | undefined =>
    isRequester ? undefined : new Refusal('not_your_request', `Only the person who asked can ${may}.`, hint);

/** Nobody approves or denies their own request, unless every level of the entry that speaks of it allows approving. */
export function refuseApproving({ entry, requester, reading }: Needs<'requester'>): Refusal | undefined {
  const outsider = refuseOutsider(reading.standing);
  if (outsider !== undefined) return outsider;
  if (isSamePerson(idsOf(reading.standing), requester) && !entry.approval.allowRequester) {
    return new Refusal(
      'own_request',
      'You asked for this, so somebody else has to approve or deny it.',
      'The request message names who can. To take the request back, press Withdraw.',
    );
  }
  if (approvesThrough(entry, reading) !== undefined) return undefined;
  return new Refusal(
    'not_an_approver',
    `You can't approve ${entry.action} in ${entry.environment}.`,
    sayWhoCan(approversOf(entry)),
  );
}

/**
 * A planned run is moved on by those who may approve the entry, or who may request it where nobody has to approve, and by
 * whoever broke the glass for it: nobody else may be awake.
 */
export function refuseConfirming(presser: Needs<'requester' | 'breaker'>): Refusal | undefined {
  const { entry, breaker, reading } = presser;
  if (isBreaker(breaker, reading) && breaksGlassThrough(entry, reading) !== undefined) return undefined;
  return entry.approval.required.length > 0 ? refuseApproving(presser) : refuseRequesting(entry, reading);
}

/** Discarding makes nothing happen, so an approver may discard their own request's run too. */
export function refuseDiscarding({ entry, reading }: Needs<never>): Refusal | undefined {
  if (entry.approval.required.length === 0) return refuseRequesting(entry, reading);
  const outsider = refuseOutsider(reading.standing);
  if (outsider !== undefined) return outsider;
  if (approvesThrough(entry, reading) !== undefined) return undefined;
  return new Refusal(
    'not_an_approver',
    `You can't discard a run of ${entry.action} in ${entry.environment}.`,
    sayWhoCan(approversOf(entry)),
  );
}

/** The requester and every approver may cancel the run. */
export function refuseCanceling({ entry, requester, reading }: Needs<'requester'>): Refusal | undefined {
  const outsider = refuseOutsider(reading.standing);
  if (outsider !== undefined) return outsider;
  if (isSamePerson(idsOf(reading.standing), requester) || approvesThrough(entry, reading) !== undefined)
    return undefined;
  return new Refusal(
    'not_an_approver',
    'Only the requester and the approvers can cancel this run.',
    'The request message names them.',
  );
}

export function refuseBreakingGlass({ entry, reading }: Needs<never>): Refusal | undefined {
  const outsider = refuseOutsider(reading.standing);
  if (outsider !== undefined) return outsider;
  if (breaksGlassThrough(entry, reading) !== undefined) return undefined;
  return new Refusal(
    'not_for_break_glass',
    `You can't break glass in ${entry.environment}.`,
    sayWhoCan(entry.breakGlass),
  );
}

/** Broken glass is reviewed by somebody who neither asked for the run nor broke it. */
export function refuseReviewing({
  entry,
  requester,
  breaker,
  operators,
  reading,
}: Needs<'requester' | 'breaker' | 'operators'>): Refusal | undefined {
  const outsider = refuseOutsider(reading.standing);
  if (outsider !== undefined) return outsider;
  if (isSamePerson(idsOf(reading.standing), requester) || isBreaker(breaker, reading)) {
    return new Refusal('own_review', 'You took part in this, so somebody else has to review it.', 'Ask an approver.');
  }
  if (reviewsThrough(entry, operators, reading) !== undefined) return undefined;
  return new Refusal(
    'not_an_approver',
    `You can't close the review of ${entry.action} in ${entry.environment}.`,
    'Ask somebody who can approve it, break glass or freeze the environment.',
  );
}
