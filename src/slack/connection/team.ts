import type { Standing } from '../../domain/person.ts';
import { FRESH_FOR } from '../../flows/ports/slack-readings.ts';
import type { Channel, SlackTeam } from '../../flows/ports/slack-team.ts';
import { type ReadingDeps, shareReading } from './fresh-reading.ts';
import type { Identity } from './identity.ts';
import { channelInfo, type SlackUser, userGroups, userInfo } from './payloads.ts';
import { slackErrorOf, type WebApi } from './web-api.ts';

/** How long people who decide nothing now stay cached (milliseconds). */
const KNOWN_FOR = 5 * 60_000;
/** The maximum age of a channel's reading for posts (milliseconds). Channels seldom become shared. */
const RECENT_FOR = 60_000;
/** Calls of users.info that these lookups leave for decisions. */
const KEPT_FOR_DECIDERS = 30;

/** People, groups and channels, read from Slack when needed. No decision uses a reading older than 3 s. */
export function readTeam(api: WebApi, identity: () => Promise<Identity>, deps: ReadingDeps): SlackTeam {
  const standings = shareReading(deps, {
    method: 'users.info',
    sentence: 'Slack could not tell me who you are just now, so nothing was done.',
    read: (person) => readStanding(api, identity, person),
  });
  const groups = shareReading(deps, {
    method: 'usergroups.list',
    sentence: "Slack's user groups could not be read just now, so nothing was done.",
    read: () => readUserGroups(api),
  });
  const channels = shareReading(deps, {
    method: 'conversations.info',
    sentence: 'Slack could not tell me about this channel just now, so nothing was done.',
    read: (channel) => readChannel(api, channel),
  });
  const channelWithin = async (channel: string, within: number): Promise<Channel | undefined> =>
    channel.startsWith('D') ? directMessage(channel) : ((await channels(channel, { within })).value ?? undefined);
  return {
    async standingOf(person) {
      const { begunAt: readAt, value } = await standings(person, { within: FRESH_FOR });
      return { ...value, readAt };
    },
    knownStandingOf: async (person) => (await standings(person, { within: KNOWN_FOR, kept: KEPT_FOR_DECIDERS })).value,
    async readUserGroups() {
      const { begunAt: readAt, value } = await groups('all', { within: FRESH_FOR });
      return { readAt, members: new Map(value.map(({ id, users }) => [id, new Set(users)])) };
    },
    readChannel: (channel) => channelWithin(channel, FRESH_FOR),
    recentChannel: (channel) => channelWithin(channel, RECENT_FOR),
  };
}

async function readStanding(api: WebApi, identity: () => Promise<Identity>, person: string): Promise<Standing> {
  try {
    const [{ team }, { user }] = await Promise.all([identity(), api.call('users.info', { user: person }, userInfo)]);
    const handle = user.name === undefined ? {} : { handle: user.name };
    const other = user.id === person ? {} : { otherId: user.id };
    return { id: person, ...other, name: nameOf(user), ...handle, outside: outsideOf(user, team) };
  } catch (error) {
    if (slackErrorOf(error) === 'user_not_found' || slackErrorOf(error) === 'user_not_visible') {
      return { id: person, name: person, outside: 'other_team' };
    }
    throw error;
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

async function readUserGroups(api: WebApi) {
  const { usergroups } = await api.call('usergroups.list', { include_users: true }, userGroups);
  const enabled = usergroups.filter(({ date_delete: deleted }) => deleted === undefined || deleted === 0);
  return enabled.map(({ id, users = [] }) => ({ id, users }));
}

/** A direct message needs no lookup: the bot sees nothing in it except the command. */
const directMessage = (id: string): Channel => ({
  id,
  name: undefined,
  kind: 'direct_message',
  sharedWithOutsiders: false,
  botMayWrite: undefined,
  archived: false,
});

async function readChannel(api: WebApi, id: string): Promise<Channel | null> {
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
    if (slackErrorOf(error) === 'channel_not_found') return null;
    throw error;
  }
}
