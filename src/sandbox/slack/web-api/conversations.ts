import { type Channel, isDirect } from '../channels.ts';
import type { JsonObject } from '../json.ts';
import { ApiRefusal } from '../refusal.ts';
import type { World } from '../world.ts';
import { flag, limitOf, optional, required } from './arguments.ts';
import { cursorFor, cursorStart } from './cursor.ts';
import { conversationScope, isGranted, type Method, visibleChannel } from './method.ts';

export const conversationsInfo: Method = {
  token: 'bot',
  scope: conversationScope('read'),
  known: ['channel', 'include_locale', 'include_num_members'],
  run({ world, args }) {
    const channel = visibleChannel(world, required(args, 'channel'));
    const count = flag(args, 'include_num_members') === true ? { num_members: memberCount(channel) } : {};
    return { channel: { ...channelForm(world, channel), ...count } };
  },
};

export const conversationsOpen: Method = {
  token: 'bot',
  scope: 'im:write',
  known: ['channel', 'users', 'return_im', 'prevent_creation'],
  run({ world, args }) {
    const known = optional(args, 'channel');
    if (known !== undefined) return { channel: channelForm(world, visibleChannel(world, known)) };
    const users = required(args, 'users').split(',');
    const [user] = users;
    if (user === undefined || users.length > 1) throw new ApiRefusal('method_not_supported_for_channel_type');
    const person = world.people.find(user);
    if (person === undefined) throw new ApiRefusal('user_not_found');
    if (person.kind === 'deactivated') throw new ApiRefusal('user_disabled');
    if (person.kind === 'bot') throw new ApiRefusal('cannot_dm_bot');
    const channel = world.channels.openDirect(user);
    return { channel: flag(args, 'return_im') === true ? channelForm(world, channel) : { id: channel.id } };
  },
};

const SCOPES: Readonly<Record<string, string>> = { public_channel: 'channels:read', private_channel: 'groups:read' };
const typesIn = (args: JsonObject): readonly string[] => (optional(args, 'types') ?? 'public_channel').split(',');

/** The channels that the bot is in, each without `is_member`. */
export const usersConversations: Method = {
  token: 'bot',
  scope(args, world) {
    const scopes = typesIn(args).map((type) => SCOPES[type] ?? 'im:read');
    return scopes.find((scope) => !isGranted(world, scope)) ?? scopes[0] ?? 'channels:read';
  },
  known: ['cursor', 'exclude_archived', 'limit', 'types'],
  run({ world, args }) {
    const types = typesIn(args);
    const skipsArchived = flag(args, 'exclude_archived') === true;
    const own = world.channels.all
      .filter((channel) => channel.botIsMember && !isDirect(channel) && !(skipsArchived && channel.isArchived))
      .filter(({ isPrivate }) => types.includes(isPrivate ? 'private_channel' : 'public_channel'));
    const [start, limit] = [cursorStart(optional(args, 'cursor')), limitOf(args, 100, 999)];
    const channels = own.slice(start, start + limit).map((channel) => {
      const { is_member: _, ...form } = channelForm(world, channel);
      return form;
    });
    const next = start + limit < own.length ? cursorFor(start + limit) : '';
    return { channels, response_metadata: { next_cursor: next } };
  },
};

function channelForm(world: World, channel: Channel): JsonObject {
  const { team } = world.installation;
  const shared = {
    context_team_id: team.id,
    created: channel.created,
    is_archived: channel.isArchived,
    is_org_shared: channel.isOrgShared,
    updated: channel.created * 1000,
  };
  if (isDirect(channel)) {
    return {
      id: channel.id,
      ...shared,
      is_im: true,
      user: [...channel.members][0] ?? '',
      is_user_deleted: false,
      priority: 0,
    };
  }
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    ...shared,
    is_channel: !channel.id.startsWith('G'),
    is_group: channel.id.startsWith('G'),
    is_im: false,
    is_mpim: false,
    is_private: channel.isPrivate,
    is_general: false,
    is_member: channel.botIsMember,
    is_shared: channel.isExtShared || channel.isOrgShared,
    is_ext_shared: channel.isExtShared,
    is_pending_ext_shared: channel.isPendingExtShared,
    pending_shared: [],
    shared_team_ids: [team.id, ...(channel.isExtShared ? foreignTeams(world, channel) : [])],
    creator: [...channel.members][0] ?? world.installation.botUserId,
    topic: { value: '', creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
    previous_names: [],
  };
}

function foreignTeams(world: World, channel: Channel): readonly string[] {
  const teams = [...channel.members].map((id) => world.people.find(id)?.teamId);
  return [...new Set(teams)].filter((id): id is string => id !== undefined && id !== world.installation.team.id);
}

function memberCount(channel: Channel): number {
  return channel.members.size + (channel.botIsMember ? 1 : 0);
}
