/** A Slack person's id, `U…` or `W…`; it never changes, which a name or an e-mail address does. */
export type PersonId = string;
/** A Slack user group's id, `S…`. */
export type UserGroupId = string;
/** A Slack channel's id: `C…`, `G…`, or `D…` for a direct message. */
export type ChannelId = string;

/** A list of the allowlist with its names turned into ids. Each part is sorted and holds no id twice. */
export interface PeopleList {
  /** Every full member of the Slack team; only `requesters` can say so. */
  readonly everyone: boolean;
  readonly people: readonly PersonId[];
  readonly groups: readonly UserGroupId[];
}

/** Whether everybody of the other list stands in this one, as far as ids tell without asking Slack. */
export const holdsAll = (list: PeopleList, other: PeopleList): boolean =>
  list.everyone ||
  (!other.everyone &&
    other.people.every((id) => list.people.includes(id)) &&
    other.groups.every((id) => list.groups.includes(id)));

/** Who stood in which user group, as one reading of Slack gave it. */
export interface UserGroups {
  /** When the reading began, so that nobody counts by an older one. */
  readonly readAt: Date;
  readonly members: ReadonlyMap<UserGroupId, ReadonlySet<PersonId>>;
}

/** How a person counts in a list: by their own id, through a user group, or as a full member of the team. */
export type CountsThrough = PersonId | UserGroupId | 'everyone';

/** All ids of one person. On Enterprise Grid somebody has a `U…` and a `W…`, and Slack names either of them. */
export type PersonIds = readonly PersonId[];

const idsIn = (person: PersonId | PersonIds): PersonIds => (typeof person === 'string' ? [person] : person);

/** True if any id of the one is an id of the other. */
export function isSamePerson(one: PersonId | PersonIds, other: PersonId | PersonIds): boolean {
  const ids = idsIn(other);
  return idsIn(one).some((id) => ids.includes(id));
}

/** Says through what the person stands in the list, or `undefined` where they do not. Their standing in the team is asked elsewhere. */
export function findInList(
  list: PeopleList,
  person: PersonId | PersonIds,
  groups: UserGroups | undefined,
): CountsThrough | undefined {
  const ids = idsIn(person);
  const named = ids.find((id) => list.people.includes(id));
  if (named !== undefined) return named;
  const group = list.groups.find((id) => ids.some((one) => groups?.members.get(id)?.has(one)));
  if (group !== undefined) return group;
  return list.everyone ? 'everyone' : undefined;
}

/** Whether anything in these lists can only be decided by reading user groups. */
export const needsUserGroups = (lists: readonly PeopleList[]): boolean => lists.some((list) => list.groups.length > 0);

/** What Slack says of a person, as far as it decides whether they count at all. */
export interface Standing {
  /** The id that was asked about. */
  readonly id: PersonId;
  /** The id that Slack answered with, where it is another one. */
  readonly otherId?: PersonId;
  readonly name: string;
  /** What Slack writes after an @ in text that was typed; seldom the name that is shown. */
  readonly handle?: string;
  /** Why this person counts in no list whatever it says; `undefined` for a full member of the bot's own team. */
  readonly outside: 'guest' | 'bot' | 'deactivated' | 'other_team' | undefined;
  /** When the reading began; absent where Slack was not asked. */
  readonly readAt?: Date;
}

/** Every id by which the person is known. */
export const idsOf = ({ id, otherId }: Pick<Standing, 'id' | 'otherId'>): PersonIds =>
  otherId === undefined ? [id] : [id, otherId];
