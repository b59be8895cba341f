import type { Standing, UserGroups } from '../domain/person.ts';
import type { Clock } from '../flows/clock.ts';
import { CouldNotFindOut } from '../flows/could-not-find-out.ts';
import type { Channel, SlackTeam } from '../flows/slack-team.ts';
import { shareFresh } from './fresh-reading.ts';
import type { Identity } from './identity.ts';
import { channelInfo, type SlackUser, userGroups, userInfo } from './payloads.ts';
import { slackErrorOf, type WebApi } from './web-api.ts';

/** Who is who, read from Slack when it is needed and never trusted for longer than 3 s. */
export function readTeam(api: WebApi, identity: () => Promise<Identity>, clock: Clock): SlackTeam {
  const standings = shareFresh(clock, (person) => readStanding(api, identity, person, new Date(clock.now())));
  const groups = shareFresh(clock, () => readUserGroups(api, clock));
  const channels = shareFresh(clock, (channel) => readChannel(api, channel));
  return {
    standingOf: (person) => standings(person),
    readUserGroups: () => groups('all'),
    readChannel: (channel) => channels(channel),
  };
}

async function readStanding(
  api: WebApi,
  identity: () => Promise<Identity>,
  person: string,
  readAt: Date,
): Promise<Standing> {
  try {
    const [{ team }, { user }] = await Promise.all([identity(), api.call('users.info', { user: person }, userInfo)]);
    const handle = user.name === undefined ? {} : { handle: user.name };
    return { id: user.id, name: nameOf(user), ...handle, outside: outsideOf(user, team), readAt };
  } catch (error) {
    if (slackErrorOf(error) === 'user_not_found' || slackErrorOf(error) === 'user_not_visible') {
      return { id: person, name: person, outside: 'other_team', readAt };
    }
    throw new CouldNotFindOut('Slack could not tell me who you are just now, so the answer is no.', error);
  }
}

const nameOf = (user: SlackUser): string =>
  user.profile?.display_name || user.profile?.real_name || user.real_name || user.name || user.id;

function outsideOf(user: SlackUser, team: string): Standing['outside'] {
  if (user.deleted === true) return 'deactivated';
  if (user.is_bot === true || user.is_workflow_bot === true || user.id === 'USLACKBOT') return 'bot';
  const member = user.team_id === team || user.enterprise_user?.teams?.includes(team) === true;
  if (user.is_stranger === true || !member) return 'other_team';
  return user.is_restricted === true || user.is_ultra_restricted === true ? 'guest' : undefined;
}

async function readUserGroups(api: WebApi, clock: Clock): Promise<UserGroups> {
  const readAt = new Date(clock.now());
  try {
    const { usergroups } = await api.call('usergroups.list', { include_users: true }, userGroups);
    const enabled = usergroups.filter(({ date_delete: deleted }) => deleted === undefined || deleted === 0);
    return { readAt, members: new Map(enabled.map(({ id, users }) => [id, new Set(users ?? [])])) };
  } catch (error) {
    throw new CouldNotFindOut("Slack's user groups could not be read just now, so the answer is no.", error);
  }
}

/** A direct message needs no look: the bot sees nothing of it but the command. */
async function readChannel(api: WebApi, id: string): Promise<Channel | undefined> {
  if (id.startsWith('D')) {
    return {
      id,
      name: undefined,
      kind: 'direct_message',
      sharedWithOutsiders: false,
      botMayWrite: undefined,
      archived: false,
    };
  }
  try {
    const { channel } = await api.call('conversations.info', { channel: id }, channelInfo);
    return {
      id,
      name: channel.name,
      kind: channel.is_im === true ? 'direct_message' : 'channel',
      sharedWithOutsiders: channel.is_ext_shared === true || channel.is_pending_ext_shared === true,
      botMayWrite: channel.is_member,
      archived: channel.is_archived === true,
    };
  } catch (error) {
    if (slackErrorOf(error) === 'channel_not_found') return undefined;
    throw new CouldNotFindOut('Slack could not tell me about this channel just now, so the answer is no.', error);
  }
}
