import { approverLists, type Entry } from './entry.ts';
import {
  type CountsThrough,
  findInList,
  idsOf,
  isSamePerson,
  type PeopleList,
  type PersonId,
  type PersonIds,
  type Standing,
  type UserGroups,
} from './person.ts';
import { Refusal } from './refusal.ts';
import { sayEachList } from './say-people.ts';
import { sentence } from './sentence.ts';

/** Everything that decides what a person may do, as one snapshot. */
export interface PersonReading {
  readonly standing: Standing;
  /** `undefined` if no relevant list names a group. */
  readonly groups: UserGroups | undefined;
}

const OUTSIDE = {
  guest: 'Guests of this Slack team cannot use tf-action.',
  bot: 'Bots and apps cannot use tf-action.',
  deactivated: 'This account is deactivated.',
  other_team: 'People from outside this Slack team cannot use tf-action.',
} as const;

/** Guests, bots, deactivated people and outsiders count in no list. */
export function refuseOutsider(standing: Standing): Refusal | undefined {
  if (standing.outside === undefined) return undefined;
  return new Refusal('not_a_member', OUTSIDE[standing.outside], 'Ask a full member of the team to do this.');
}

/** How the person may request the entry: they must be in every list that applies. */
export function requestsThrough(entry: Entry, { standing, groups }: PersonReading): CountsThrough | undefined {
  if (standing.outside !== undefined || entry.requesters.length === 0) return undefined;
  const through = entry.requesters.map((list) => findInList(list, idsOf(standing), groups));
  return through.includes(undefined) ? undefined : through.at(-1);
}

/** How the person counts as an approver of the entry, except for their own requests. */
export const approvesThrough = (entry: Entry, reading: PersonReading): CountsThrough | undefined =>
  reading.standing.outside === undefined
    ? firstOf(approverLists(entry), idsOf(reading.standing), reading.groups)
    : undefined;

/** How the person may skip the approvals and a freeze. */
export const breaksGlassThrough = (entry: Entry, { standing, groups }: PersonReading): CountsThrough | undefined =>
  standing.outside === undefined ? findInList(entry.breakGlass, idsOf(standing), groups) : undefined;

function firstOf(
  lists: readonly PeopleList[],
  person: PersonIds,
  groups: UserGroups | undefined,
): CountsThrough | undefined {
  for (const list of lists) {
    const through = findInList(list, person, groups);
    if (through !== undefined) return through;
  }
  return undefined;
}

export function refuseRequesting(entry: Entry, reading: PersonReading): Refusal | undefined {
  const outsider = refuseOutsider(reading.standing);
  if (outsider !== undefined) return outsider;
  if (requestsThrough(entry, reading) !== undefined) return undefined;
  const breaks = breaksGlassThrough(entry, reading) !== undefined;
  const glass = breaks ? ' Once somebody has asked, you may break the glass.' : '';
  return new Refusal(
    'not_a_requester',
    `You may not request ${entry.action} in ${entry.environment}.`,
    sentence`The allowlist lets ${sayEachList(entry.requesters)} request it; ask one of them.${glass} \`/tf-action list\` shows what you may run here.`,
  );
}

/** Nobody approves or denies their own request, unless every level of the entry that mentions it allows it. */
export function refuseApproving(
  entry: Entry,
  requester: PersonId | PersonIds,
  reading: PersonReading,
): Refusal | undefined {
  const outsider = refuseOutsider(reading.standing);
  if (outsider !== undefined) return outsider;
  if (isSamePerson(idsOf(reading.standing), requester) && !entry.approval.allowRequester) {
    return new Refusal(
      'own_request',
      'You asked for this run, so someone else has to decide about it.',
      'Ask one of those named in the request message. Withdraw takes the request back.',
    );
  }
  if (approvesThrough(entry, reading) !== undefined) return undefined;
  return new Refusal(
    'not_an_approver',
    `You are not among those who may approve ${entry.action} in ${entry.environment}.`,
    'The request message names who may.',
  );
}

/** The people involved in a request, each with all of their ids. */
export interface Parties {
  readonly requester: PersonIds;
  /** The person who broke the glass. */
  readonly breaker: PersonIds | undefined;
}

export const isBreaker = (breaker: PersonIds | undefined, { standing }: PersonReading): boolean =>
  breaker !== undefined && isSamePerson(breaker, idsOf(standing));

/**
 * A planned run can be confirmed by approvers of the entry, by those who may request it if nobody has to approve, and
 * by the person who broke the glass for it, since nobody else may be awake.
 */
export function refuseConfirming(
  entry: Entry,
  { requester, breaker }: Parties,
  reading: PersonReading,
): Refusal | undefined {
  if (isBreaker(breaker, reading) && breaksGlassThrough(entry, reading) !== undefined) return undefined;
  return entry.approval.required.length > 0
    ? refuseApproving(entry, requester, reading)
    : refuseRequesting(entry, reading);
}

/** Discarding has no effects, so an approver may also discard the run of their own request. */
export function refuseDiscarding(entry: Entry, reading: PersonReading): Refusal | undefined {
  if (entry.approval.required.length === 0) return refuseRequesting(entry, reading);
  const outsider = refuseOutsider(reading.standing);
  if (outsider !== undefined) return outsider;
  if (approvesThrough(entry, reading) !== undefined) return undefined;
  return new Refusal(
    'not_an_approver',
    `You are not among those who may discard a run of ${entry.action} in ${entry.environment}.`,
    'The request message names who may.',
  );
}

/** The requester and every approver may cancel the run. */
export function refuseCanceling(entry: Entry, requester: PersonIds, reading: PersonReading): Refusal | undefined {
  const outsider = refuseOutsider(reading.standing);
  if (outsider !== undefined) return outsider;
  if (isSamePerson(idsOf(reading.standing), requester) || approvesThrough(entry, reading) !== undefined)
    return undefined;
  return new Refusal(
    'not_an_approver',
    'Only the requester and those who may approve can cancel this run.',
    'Ask one of them; the request message names them.',
  );
}

/** Every list that affects the entry. */
export const listsOf = (entry: Entry): readonly PeopleList[] => [
  ...entry.requesters,
  ...approverLists(entry),
  entry.breakGlass,
];
