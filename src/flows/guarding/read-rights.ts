import {
  idsOf,
  isSamePerson,
  needsUserGroups,
  type PeopleList,
  type PersonId,
  type PersonIds,
  type UserGroups,
} from '../../domain/person.ts';
import type { Parties } from '../../domain/press-rights.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { ActionRequest } from '../../domain/request.ts';
import type { PersonReading } from '../../domain/rights.ts';
import type { Channel, SlackTeam } from '../ports/slack-team.ts';

/**
 * Reads user groups only if one of these lists names one. An unnecessary reading is only another thing that can fail.
 */
export async function readGroups(
  team: Pick<SlackTeam, 'readUserGroups'>,
  lists: readonly PeopleList[],
): Promise<UserGroups | undefined> {
  if (!needsUserGroups(lists)) return undefined;
  return team.readUserGroups([...new Set(lists.flatMap(({ groups }) => groups))]);
}

/** The person and their groups at one moment. Throws if Slack cannot be asked; then the answer is no. */
export async function readPerson(
  team: Pick<SlackTeam, 'standingOf' | 'readUserGroups'>,
  person: PersonId,
  lists: readonly PeopleList[],
): Promise<PersonReading> {
  const [standing, groups] = await Promise.all([team.standingOf(person), readGroups(team, lists)]);
  return { standing, groups };
}

/** The people who took part in the request, with all their ids. */
export async function readParties(
  team: Pick<SlackTeam, 'standingOf'>,
  { requester, brokenGlass }: Pick<ActionRequest, 'requester' | 'brokenGlass'>,
): Promise<Parties> {
  const [requesterIds, breaker] = await Promise.all([
    readIds(team, requester),
    brokenGlass === undefined ? undefined : readIds(team, brokenGlass.person),
  ]);
  return { requester: requesterIds, breaker };
}

export const readIds = async (team: Pick<SlackTeam, 'standingOf'>, person: PersonId): Promise<PersonIds> =>
  idsOf(await team.standingOf(person));

/** Whether two ids belong to the same person. Asks Slack only if they differ, and throws if that fails. */
export async function isOnePerson(
  team: Pick<SlackTeam, 'standingOf'>,
  one: PersonId,
  other: PersonId,
): Promise<boolean> {
  if (one === other) return true;
  return isSamePerson(...(await Promise.all([readIds(team, one), readIds(team, other)])));
}

/** Nothing is asked or posted in a channel shared with outsiders, or where the bot may not write. */
export async function readUsableChannel(team: Pick<SlackTeam, 'readChannel'>, id: string): Promise<Channel | Refusal> {
  const channel = await team.readChannel(id);
  if (channel === undefined || channel.botMayWrite === false) {
    return new Refusal(
      'channel_not_writable',
      "I can't post in this channel, so nobody would see the request.",
      'Invite me with `/invite @tf-action`, then ask again.',
    );
  }
  if (channel.sharedWithOutsiders) {
    return new Refusal(
      'shared_channel',
      'This channel is shared with people outside this Slack team, so nothing can be run from it.',
      'Ask in a channel of your own team.',
    );
  }
  if (channel.archived) {
    return new Refusal('channel_not_writable', 'This channel is archived.', 'Ask in a channel that is in use.');
  }
  return channel;
}
