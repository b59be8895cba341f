/** A Slack person's id, `U…` or `W…`. Unlike a name or an e-mail address, it never changes. */
export type PersonId = string;
/** A Slack user group's id, `S…`. */
export type UserGroupId = string;
/** A Slack channel's id: `C…`, `G…`, or `D…` for a direct message. */
export type ChannelId = string;

/** A list of the allowlist with names replaced by ids. Each part is sorted and has no duplicates. */
export interface PeopleList {
  /** Every full member of the Slack team. Only `requesters` can have this. */
  readonly everyone: boolean;
  readonly people: readonly PersonId[];
  readonly groups: readonly UserGroupId[];
}

/** A snapshot of the members of user groups in Slack. */
export interface UserGroups {
  /** When the reading began, so that an older one can be rejected. */
  readonly readAt: Date;
  readonly members: ReadonlyMap<UserGroupId, ReadonlySet<PersonId>>;
}

/** How a person counts in a list: by their own id, through a user group, or as a full member of the team. */
export type CountsThrough = PersonId | UserGroupId | 'everyone';

/** All ids of a person. On Enterprise Grid somebody has a `U…` and a `W…` id, and Slack uses either. */
export type PersonIds = readonly PersonId[];

const idsIn = (person: PersonId | PersonIds): PersonIds => (typeof person === 'string' ? [person] : person);

/** True if the two have an id in common. */
export function isSamePerson(one: PersonId | PersonIds, other: PersonId | PersonIds): boolean {
  const ids = idsIn(other);
  return idsIn(one).some((id) => ids.includes(id));
}

/** How the person counts in the list, or `undefined` if they do not. Does not check their standing in the team. */
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

/** True if these lists name user groups, which have to be read from Slack. */
export const needsUserGroups = (lists: readonly PeopleList[]): boolean => lists.some((list) => list.groups.length > 0);

/** What Slack says about a person that decides whether they count at all. */
export interface Standing {
  /** The id that was looked up. */
  readonly id: PersonId;
  /** The id that Slack returned, if it is a different one. */
  readonly otherId?: PersonId;
  readonly name: string;
  /** The name that Slack writes after an @ in typed text. Usually not the display name. */
  readonly handle?: string;
  /** Why this person counts in no list. `undefined` for a full member of the bot's own team. */
  readonly outside: 'guest' | 'bot' | 'deactivated' | 'other_team' | undefined;
  /** When the reading began. Absent if Slack was not asked. */
  readonly readAt?: Date;
}

/** Every id of the person. */
export const idsOf = ({ id, otherId }: Pick<Standing, 'id' | 'otherId'>): PersonIds =>
  otherId === undefined ? [id] : [id, otherId];
