import { SEE_LIST } from './commands.ts';
import { approverLists, type Entry } from './entry.ts';
import {
  type CountsThrough,
  findInList,
  idsOf,
  type PeopleList,
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

/** Through what the person may review broken glass; that they took no part in it is asked elsewhere. */
export const reviewsThrough = (
  entry: Entry,
  operators: PeopleList,
  reading: PersonReading,
): CountsThrough | undefined =>
  approvesThrough(entry, reading) ??
  breaksGlassThrough(entry, reading) ??
  findInList(operators, idsOf(reading.standing), reading.groups);

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
  const glass = breaks ? ' You can break glass once somebody has asked.' : '';
  return new Refusal(
    'not_a_requester',
    `You can't request ${entry.action} in ${entry.environment}.`,
    sentence`Who can: ${sayEachList(entry.requesters)}.${glass} ${SEE_LIST}`,
  );
}

/** Every list that affects the entry. */
export const listsOf = (entry: Entry): readonly PeopleList[] => [
  ...entry.requesters,
  ...approverLists(entry),
  entry.breakGlass,
];
