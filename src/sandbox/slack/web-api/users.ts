import { enterpriseOf } from '../installation.ts';
import type { JsonObject } from '../json.ts';
import type { Person } from '../people.ts';
import { ApiRefusal } from '../refusal.ts';
import type { World } from '../world.ts';
import { required } from './arguments.ts';
import type { Method } from './method.ts';

export const usersInfo: Method = {
  token: 'bot',
  scope: 'users:read',
  known: ['user', 'include_locale'],
  run({ world, args }) {
    const id = required(args, 'user');
    if (id === world.installation.botUserId) return { user: botForm(world) };
    const person = world.people.find(id);
    if (person === undefined) throw new ApiRefusal('user_not_found');
    return { user: userForm(world, person) };
  },
};

/** As on Slack, a deactivated person has no flags but `deleted`. */
function userForm(world: World, person: Person): JsonObject {
  const { kind } = person;
  const base = {
    id: person.gridId ?? person.id,
    team_id: person.teamId,
    name: person.name,
    deleted: kind === 'deactivated',
    profile: profileOf(person),
    is_bot: kind === 'bot',
    is_app_user: false,
    updated: Math.floor(world.clock.now() / 1000),
  };
  if (kind === 'deactivated') return base;
  return {
    ...base,
    color: '9f69e7',
    real_name: person.realName,
    tz: person.timezone,
    tz_label: person.timezone,
    tz_offset: 0,
    is_admin: false,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: kind === 'guest' || kind === 'single_channel_guest',
    is_ultra_restricted: kind === 'single_channel_guest',
    ...(kind === 'stranger' ? { is_stranger: true } : { is_email_confirmed: true }),
    ...(kind === 'stranger' ? {} : enterpriseFields(world, person.gridId ?? person.id)),
  };
}

function enterpriseFields(world: World, id: string): JsonObject {
  const { team } = world.installation;
  const enterprise = enterpriseOf(team);
  if (enterprise === undefined) return {};
  return {
    enterprise_user: {
      id,
      enterprise_id: enterprise.id,
      enterprise_name: enterprise.name,
      is_admin: false,
      is_owner: false,
      is_primary_owner: false,
      teams: [team.id],
    },
  };
}

function botForm(world: World): JsonObject {
  const { installation } = world;
  return {
    id: installation.botUserId,
    team_id: installation.team.id,
    name: installation.botName,
    real_name: installation.botName,
    deleted: false,
    is_bot: true,
    is_app_user: false,
    profile: { real_name: installation.botName, bot_id: installation.botId, api_app_id: installation.appId },
  };
}

function profileOf(person: Person): JsonObject {
  return {
    real_name: person.realName,
    real_name_normalized: person.realName,
    display_name: person.name,
    display_name_normalized: person.name,
    team: person.teamId,
  };
}
