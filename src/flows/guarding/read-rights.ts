import { needsUserGroups, type PeopleList, type PersonId, type UserGroups } from '../../domain/person.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { PersonReading } from '../../domain/rights.ts';
import type { Channel, SlackTeam } from '../ports/slack-team.ts';

/** User groups as far as one of these lists names one; reading what nobody needs would only be one more thing to fail. */
export async function readGroups(
  team: Pick<SlackTeam, 'readUserGroups'>,
  lists: readonly PeopleList[],
): Promise<UserGroups | undefined> {
  if (!needsUserGroups(lists)) return undefined;
  return team.readUserGroups([...new Set(lists.flatMap(({ groups }) => groups))]);
}

/** The person and the groups at one moment. Throws where Slack cannot be asked, and then the answer is no. */
export async function readPerson(
  team: Pick<SlackTeam, 'standingOf' | 'readUserGroups'>,
  person: PersonId,
  lists: readonly PeopleList[],
): Promise<PersonReading> {
  const [standing, groups] = await Promise.all([team.standingOf(person), readGroups(team, lists)]);
  return { standing, groups };
}

/** In a channel shared with outsiders nothing is asked or posted, and none is asked where the bot may not write. */
export async function readUsableChannel(team: Pick<SlackTeam, 'readChannel'>, id: string): Promise<Channel | Refusal> {
  const channel = await team.readChannel(id);
  if (channel === undefined || channel.botMayWrite === false) {
    return new Refusal(
      'channel_not_writable',
      'I cannot write in this channel, so nobody would see the request.',
      'Invite me with `/invite @tf-action`, then ask again.',
    );
  }
  if (channel.sharedWithOutsiders) {
    return new Refusal(
      'shared_channel',
      'This channel is shared with people outside this Slack team, so nothing is run from it.',
      'Ask in a channel of your own team.',
    );
  }
  if (channel.archived) {
    return new Refusal('channel_not_writable', 'This channel is archived.', 'Ask in a channel that is in use.');
  }
  return channel;
}
