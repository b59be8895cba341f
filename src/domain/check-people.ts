import { candidatesOf, outlookOf } from './approvable.ts';
import { type Allowlist, approverLists, type Entry } from './entry.ts';
import type { FilePlaces, OnlineFinding } from './online-finding.ts';
import {
  type ChannelId,
  findInList,
  idsOf,
  type PeopleList,
  type PersonId,
  type PersonIds,
  type Standing,
  type UserGroupId,
  type UserGroups,
} from './person.ts';
import { listsOf } from './rights.ts';
import type { ListedGroup } from './slack-listing.ts';

/** What Slack says of a channel, as far as a request in it needs. */
export interface ChannelFacts {
  readonly sharedWithOutsiders: boolean;
  readonly botMayWrite: boolean | undefined;
  readonly archived: boolean;
}

/** The Slack team as far as it was read. */
export interface TeamReading {
  readonly readAt: Date;
  /** `undefined` where the team's plan has no user groups. */
  readonly groups: ReadonlyMap<UserGroupId, ListedGroup> | undefined;
  /** Of large groups not everybody is read; who is missing here may count. */
  readonly standings: ReadonlyMap<PersonId, Standing>;
  /** `undefined`: Slack does not know it, or the bot is not in it. */
  readonly channels: ReadonlyMap<ChannelId, ChannelFacts | undefined>;
}

/** Every list of the allowlist that names people. */
const peopleListsIn = ({ entries, operators }: Pick<Allowlist, 'entries' | 'operators'>): readonly PeopleList[] => [
  ...entries.flatMap((entry) => [...listsOf(entry), entry.viewers, entry.notifyFailure]),
  ...Object.values(operators),
];

/** Every channel that the allowlist names. */
export const channelsIn = ({ entries, adminChannel, auditChannel }: Allowlist): readonly ChannelId[] => [
  ...new Set(
    [...entries.flatMap(({ channels, postTo }) => [...channels.flat(), postTo]), adminChannel, auditChannel].filter(
      (id) => id !== undefined,
    ),
  ),
];

/** The user groups as rules about people take them: without those that are disabled. */
const userGroupsOf = ({ readAt, groups }: TeamReading): UserGroups => ({
  readAt,
  members: new Map(
    [...(groups?.values() ?? [])]
      .filter(({ isDisabled }) => !isDisabled)
      .map(({ id, members }) => [id, new Set(members)]),
  ),
});

/** What Slack says against the people, user groups and channels of the allowlist. */
export function checkTeam(allowlist: Allowlist, reading: TeamReading, places: FilePlaces): readonly OnlineFinding[] {
  const lists = peopleListsIn(allowlist);
  const ids = (key: 'people' | 'groups'): readonly string[] => [...new Set(lists.flatMap((list) => list[key]))];
  return [
    ...ids('people').flatMap((person) => checkPerson(person, reading, places)),
    ...ids('groups').flatMap((group) => checkGroup(group, reading, places)),
    ...channelsIn(allowlist).flatMap((channel) => checkChannel(channel, reading, places)),
  ];
}

function checkPerson(person: PersonId, { standings }: TeamReading, places: FilePlaces): readonly OnlineFinding[] {
  const outside = standings.get(person)?.outside;
  return outside === undefined
    ? []
    : [{ code: 'person_does_not_count', path: places.pathOfId(person), person, outside }];
}

function checkGroup(
  group: UserGroupId,
  { groups, standings }: TeamReading,
  places: FilePlaces,
): readonly OnlineFinding[] {
  const path = places.pathOfId(group);
  if (groups === undefined) return [{ code: 'no_user_groups', path, group }];
  const found = groups.get(group);
  if (found === undefined) return [{ code: 'group_not_found', path, group }];
  if (found.isDisabled) return [{ code: 'group_disabled', path, group }];
  if (found.members.length === 0) return [{ code: 'group_empty', path, group }];
  const isOutside = (person: PersonId): boolean => standings.get(person)?.outside !== undefined;
  if (!found.members.every(isOutside)) return [];
  return [{ code: 'group_without_members', path, group, people: found.members.length }];
}

function checkChannel(channel: ChannelId, { channels }: TeamReading, places: FilePlaces): readonly OnlineFinding[] {
  const path = places.pathOfId(channel);
  const facts = channels.get(channel);
  if (facts?.archived === true) return [{ code: 'channel_archived', path, channel }];
  if (facts === undefined || facts.botMayWrite === false)
    return [{ code: 'bot_not_in_channel', path, channel, isKnown: facts !== undefined }];
  return facts.sharedWithOutsiders ? [{ code: 'channel_shared', path, channel }] : [];
}

/** Who could approve an entry at the moment of the reading. */
export interface ApproversNow {
  readonly action: string;
  readonly environment: string;
  readonly people: readonly PersonId[];
  /** People of large groups who were not looked at. */
  readonly unread: number;
}

export function approversNow(entry: Entry, reading: TeamReading): ApproversNow {
  const { action, environment } = entry;
  const candidates = candidatesOf(entry, [], userGroupsOf(reading));
  const unread = candidates.filter((person) => !reading.standings.has(person)).length;
  const counts = (person: PersonId): boolean =>
    reading.standings.has(person) && reading.standings.get(person)?.outside === undefined;
  return { action, environment, people: candidates.filter(counts).toSorted(), unread };
}

/** Whether anybody could request the entry, and its approvals could then come together. */
export function checkApprovals(entry: Entry, reading: TeamReading, places: FilePlaces): readonly OnlineFinding[] {
  const { action, environment } = entry;
  const requesters = requestersOf(entry, reading);
  if (requesters?.length === 0) {
    return [{ code: 'nobody_can_request', path: places.pathOfSetting(entry, 'requesters'), action, environment }];
  }
  if (entry.approval.required.length === 0) return [];
  const missing = (requesters ?? [[]]).map((requester) => missingFor(entry, requester, reading));
  const [first] = missing;
  if (first === undefined || missing.includes(undefined)) return [];
  const path = places.pathOfSetting(entry, 'required');
  return [{ code: 'nobody_can_approve', path, action, environment, missing: first }];
}

/** `undefined` where it may be anybody. Who was not looked at may count. */
function requestersOf({ requesters }: Entry, reading: TeamReading): readonly PersonIds[] | undefined {
  const lists = requesters.filter(({ everyone }) => !everyone);
  const [first] = lists;
  if (first === undefined) return undefined;
  const groups = userGroupsOf(reading);
  const named = [...first.people, ...first.groups.flatMap((id) => [...(groups.members.get(id) ?? [])])];
  return [...new Set(named)]
    .filter((person) => reading.standings.get(person)?.outside === undefined)
    .map((person) => idsIn(reading, person))
    .filter((ids) => lists.every((list) => findInList(list, ids, groups) !== undefined));
}

const idsIn = ({ standings }: TeamReading, person: PersonId): PersonIds => {
  const standing = standings.get(person);
  return standing === undefined ? [person] : idsOf(standing);
};

/** The approvals that nobody is left for if this person asks; `undefined` where all of them can come. */
function missingFor(entry: Entry, requester: PersonIds, reading: TeamReading) {
  const groups = userGroupsOf(reading);
  const { standings } = reading;
  const candidates = candidatesOf(entry, requester, groups);
  const good = candidates.filter((person) => standings.has(person) && standings.get(person)?.outside === undefined);
  const unread = candidates.filter((person) => !standings.has(person));
  const outlook = outlookOf(
    entry,
    good.map((person) => idsIn(reading, person)),
    unread,
    groups,
  );
  return outlook.kind === 'unfillable' ? outlook.missing : undefined;
}

/** Who has to be looked at: everybody whom the file names first, then approvers, then everybody else in a group. */
export function peopleToRead(
  allowlist: Pick<Allowlist, 'entries' | 'operators'>,
  groups: ReadonlyMap<UserGroupId, ListedGroup> | undefined,
): readonly PersonId[] {
  const lists = peopleListsIn(allowlist);
  const membersOf = (some: readonly PeopleList[]): readonly PersonId[] =>
    some.flatMap((list) => list.groups.flatMap((id) => groups?.get(id)?.members ?? []));
  const named = lists.flatMap(({ people }) => people);
  return [...new Set([...named, ...membersOf(allowlist.entries.flatMap(approverLists)), ...membersOf(lists)])];
}
