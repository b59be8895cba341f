import type { JsonObject } from '../json.ts';
import { ApiRefusal } from '../refusal.ts';
import type { UserGroup } from '../user-groups.ts';
import type { World } from '../world.ts';
import { flag, required } from './arguments.ts';
import type { Method } from './method.ts';

export const userGroupsList: Method = {
  token: 'bot',
  scope: 'usergroups:read',
  known: ['include_count', 'include_disabled', 'include_users'],
  run({ world, args }) {
    requirePaid(world);
    const withDisabled = flag(args, 'include_disabled') === true;
    const groups = world.userGroups.all.filter((group) => withDisabled || !group.disabled);
    return { usergroups: groups.map((group) => groupForm(world, group, args)) };
  },
};

export const userGroupUsersList: Method = {
  token: 'bot',
  scope: 'usergroups:read',
  known: ['usergroup', 'include_disabled'],
  run({ world, args }) {
    requirePaid(world);
    const group = world.userGroups.find(required(args, 'usergroup'));
    const isHidden = group?.disabled === true && flag(args, 'include_disabled') !== true;
    if (group === undefined || isHidden) throw new ApiRefusal('no_such_subteam');
    return { users: group.users };
  },
};

function requirePaid(world: World): void {
  if (!world.isPaid) throw new ApiRefusal('plan_upgrade_required');
}

function groupForm(world: World, group: UserGroup, args: JsonObject): JsonObject {
  const since = Math.floor(world.clock.now() / 1000);
  return {
    id: group.id,
    team_id: world.installation.team.id,
    is_usergroup: true,
    is_subteam: true,
    is_external: false,
    name: group.handle,
    handle: group.handle,
    description: '',
    date_create: since,
    date_update: since,
    date_delete: group.disabled ? since : 0,
    prefs: { channels: [], groups: [] },
    ...(flag(args, 'include_users') === true ? { users: group.users } : {}),
    ...(flag(args, 'include_count') === true ? { user_count: group.users.length } : {}),
  };
}
