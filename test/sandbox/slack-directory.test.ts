import { expect, test } from 'vitest';
import { ANA, BEN, clientOf, GENERAL, refusalOf, SECRET, startTeam } from './slack-team.ts';

test('history comes newest first, in pages, and only where the bot has joined', async () => {
  const slack = await startTeam();
  for (const text of ['one', 'two', 'three']) slack.writes(ANA, GENERAL, text);
  const client = clientOf(slack);
  const first = await client.conversations.history({ channel: GENERAL, limit: 2 });
  expect(first).toMatchObject({ has_more: true, messages: [{ text: 'three' }, { text: 'two' }] });
  const second = await client.conversations.history({
    channel: GENERAL,
    limit: 2,
    cursor: first.response_metadata?.next_cursor ?? '',
  });
  expect(second).toMatchObject({ has_more: false, messages: [{ text: 'one' }] });
  const oldest = second.messages?.[0]?.ts ?? '';
  expect((await client.conversations.history({ channel: GENERAL, oldest })).messages).toHaveLength(2);
  slack.updateChannel(GENERAL, { botIsMember: false });
  expect(await refusalOf(client.conversations.history({ channel: GENERAL }))).toBe('not_in_channel');
});

test('channels are told apart: private, shared with outsiders, archived, direct', async () => {
  const slack = await startTeam();
  const client = clientOf(slack);
  slack.updateChannel(GENERAL, { isExtShared: true, isArchived: true });
  slack.updateChannel(SECRET, { botIsMember: true });
  expect((await client.conversations.info({ channel: GENERAL })).channel).toMatchObject({
    is_ext_shared: true,
    is_shared: true,
    is_archived: true,
    is_private: false,
    is_member: true,
  });
  expect((await client.conversations.info({ channel: SECRET })).channel).toMatchObject({
    is_private: true,
    name: 'secret',
  });
  const opened = await client.conversations.open({ users: ANA });
  expect((await client.conversations.info({ channel: opened.channel?.id ?? '' })).channel).toMatchObject({
    is_im: true,
    user: ANA,
  });
  slack.updateChannel(SECRET, { botIsMember: false });
  expect(await refusalOf(client.conversations.info({ channel: SECRET }))).toBe('channel_not_found');
});

test('people are told apart: guests, bots, deactivated people and strangers', async () => {
  const slack = await startTeam({ team: { id: 'T0ACME0001', name: 'Acme', enterpriseId: 'E0ACME0001' } });
  const client = clientOf(slack);
  const flags = async (id: string, kind: Parameters<typeof slack.addPerson>[0]['kind']) => {
    slack.addPerson({ id, name: id.toLowerCase(), ...(kind === undefined ? {} : { kind }) });
    return (await client.users.info({ user: id })).user;
  };
  expect(await flags('U0A', 'guest')).toMatchObject({ is_restricted: true, is_ultra_restricted: false });
  expect(await flags('U0B', 'single_channel_guest')).toMatchObject({ is_restricted: true, is_ultra_restricted: true });
  expect(await flags('U0C', 'bot')).toMatchObject({ is_bot: true });
  const gone = await flags('U0D', 'deactivated');
  expect(gone).toMatchObject({ deleted: true });
  expect(gone).not.toHaveProperty('is_restricted');
  expect(await flags('U0E', 'stranger')).toMatchObject({ is_stranger: true, team_id: 'T0STRANGER' });
  expect(await flags('U0F', 'member')).toMatchObject({
    is_restricted: false,
    team_id: 'T0ACME0001',
    enterprise_user: { enterprise_id: 'E0ACME0001' },
  });
  expect(await refusalOf(client.users.info({ user: 'U0NOBODY01' }))).toBe('user_not_found');
});

test('user groups: members, disabled ones, and a team that does not pay', async () => {
  const slack = await startTeam();
  const client = clientOf(slack);
  slack.addUserGroup({ id: 'S0SRE00001', handle: 'sre', users: [BEN] });
  slack.addUserGroup({ id: 'S0OLD00001', handle: 'old', users: [ANA], disabled: true });
  expect((await client.usergroups.list({ include_users: true })).usergroups).toMatchObject([
    { id: 'S0SRE00001', handle: 'sre', users: [BEN] },
  ]);
  expect((await client.usergroups.list({ include_disabled: true })).usergroups).toHaveLength(2);
  slack.setUserGroup('S0SRE00001', { users: [ANA, BEN] });
  expect((await client.usergroups.users.list({ usergroup: 'S0SRE00001' })).users).toEqual([ANA, BEN]);
  expect(await refusalOf(client.usergroups.users.list({ usergroup: 'S0OLD00001' }))).toBe('no_such_subteam');
  const free = await startTeam({ isPaid: false });
  expect(await refusalOf(clientOf(free).usergroups.list())).toBe('plan_upgrade_required');
});

test('users.conversations lists the channels that the bot is in, in pages, without saying that it is', async () => {
  const slack = await startTeam();
  slack.updateChannel(SECRET, { botIsMember: true });
  slack.addChannel({ id: 'C0OLD00001', name: 'old', isArchived: true });
  slack.addChannel({ id: 'C0AWAY0001', name: 'away', botIsMember: false });
  const client = clientOf(slack);
  const types = 'public_channel,private_channel';
  const first = await client.users.conversations({ types, exclude_archived: true, limit: 1 });
  const cursor = first.response_metadata?.next_cursor ?? '';
  const second = await client.users.conversations({ types, exclude_archived: true, limit: 1, cursor });
  expect([...(first.channels ?? []), ...(second.channels ?? [])].map(({ id }) => id)).toEqual([GENERAL, SECRET]);
  expect(first.channels?.[0]).not.toHaveProperty('is_member');
  expect(second.response_metadata?.next_cursor).toBe('');
  expect((await client.users.conversations({})).channels?.map(({ id }) => id)).toEqual([GENERAL, 'C0OLD00001']);
  const narrow = await startTeam({ scopes: ['channels:read'] });
  expect(await refusalOf(clientOf(narrow).users.conversations({ types }))).toBe('missing_scope');
});
