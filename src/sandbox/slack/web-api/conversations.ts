import { type Channel, isDirect } from '../channels.ts';
import type { JsonObject } from '../json.ts';
import { ApiRefusal } from '../refusal.ts';
import type { World } from '../world.ts';
import { flag, optional, required } from './arguments.ts';
import { conversationScope, type Method, visibleChannel } from './method.ts';

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
