import { expect, test } from 'vitest';
import { APP_TOKEN } from '../../src/sandbox/slack/options.ts';
import {
  ANA,
  BEN,
  button,
  buttons,
  clientOf,
  GENERAL,
  modalAsking,
  refusalOf,
  SECRET,
  section,
  startTeam,
} from './slack-team.ts';

test('tokens: unknown, of the wrong kind, revoked, replaced', async () => {
  const slack = await startTeam();
  expect(await clientOf(slack).auth.test()).toMatchObject({
    ok: true,
    user_id: slack.installation.botUserId,
    team: 'Acme',
  });
  expect(await refusalOf(clientOf(slack, 'xoxb-none').auth.test())).toBe('invalid_auth');
  expect(await refusalOf(clientOf(slack, APP_TOKEN).users.info({ user: ANA }))).toBe('not_allowed_token_type');
  expect(await refusalOf(clientOf(slack).apps.connections.open({}))).toBe('not_allowed_token_type');
  slack.replaceToken('bot', 'xoxb-second');
  expect(await refusalOf(clientOf(slack).auth.test())).toBe('token_revoked');
  expect(await refusalOf(clientOf(slack, 'xoxb-second').auth.test())).toBe('ok');
});

test('a method without its scope says which one it needs', async () => {
  const slack = await startTeam({ scopes: ['commands', 'chat:write'] });
  const client = clientOf(slack);
  await expect(client.users.info({ user: ANA })).rejects.toMatchObject({
    data: { error: 'missing_scope', needed: 'users:read', provided: 'commands,chat:write' },
  });
  slack.updateChannel(GENERAL, { botIsMember: false });
  expect(await refusalOf(client.chat.postMessage({ channel: GENERAL, text: 'hello' }))).toBe('not_in_channel');
});

test('where a message can be posted, and where not', async () => {
  const slack = await startTeam();
  const client = clientOf(slack);
  const post = (channel: string, more = {}) => refusalOf(client.chat.postMessage({ channel, text: 'hello', ...more }));
  expect(await post('C0NOWHERE1')).toBe('channel_not_found');
  expect(await post(SECRET)).toBe('channel_not_found');
  expect(await post(GENERAL, { text: '' })).toBe('no_text');
  expect(await post(GENERAL, { thread_ts: '1.000001' })).toBe('thread_not_found');
  expect(await post(BEN)).toBe('ok');
  expect(slack.sees(BEN, slack.openDirectMessage(BEN).id).map((one) => one.text)).toEqual(['hello']);
  slack.updateChannel(GENERAL, { isArchived: true });
  expect(await post(GENERAL)).toBe('is_archived');
  slack.updateChannel(GENERAL, { isArchived: false, postingRestricted: true });
  expect(await post(GENERAL)).toBe('restricted_action');
});

test('a thread, its replies and their metadata are found again', async () => {
  const slack = await startTeam();
  const client = clientOf(slack);
  const metadata = { event_type: 'request', event_payload: { id: 'r-1' } };
  const { ts = '' } = await client.chat.postMessage({ channel: GENERAL, text: 'Asked', metadata });
  const reply = await client.chat.postMessage({
    channel: GENERAL,
    text: 'Approved',
    thread_ts: ts,
    unfurl_links: false,
  });
  expect(await refusalOf(client.chat.postMessage({ channel: GENERAL, text: 'x', thread_ts: reply.ts ?? '' }))).toBe(
    'cannot_reply_to_message',
  );
  slack.writes(ANA, GENERAL, 'thanks', ts);
  expect(slack.thread(GENERAL, ts).map((one) => [one.authorName, one.text])).toEqual([
    ['tf-action', 'Asked'],
    ['tf-action', 'Approved'],
    ['Ana', 'thanks'],
  ]);
  expect(slack.sees(ANA, GENERAL)).toMatchObject([{ text: 'Asked', replies: 2 }]);
  const plain = await client.conversations.replies({ channel: GENERAL, ts });
  expect(plain.messages?.map((one) => one.text)).toEqual(['Asked', 'Approved', 'thanks']);
  expect(plain.messages?.[0]).not.toHaveProperty('metadata');
  const whole = await client.conversations.history({ channel: GENERAL, include_all_metadata: true });
  expect(whole.messages).toMatchObject([{ text: 'Asked', metadata, reply_count: 2 }]);
  expect(await refusalOf(client.conversations.replies({ channel: GENERAL, ts: '1.000001' }))).toBe('thread_not_found');
  const { permalink } = await client.chat.getPermalink({ channel: GENERAL, message_ts: reply.ts ?? '' });
  expect(permalink).toBe(
    `https://acme.slack.com/archives/${GENERAL}/p${reply.ts?.replace('.', '')}?thread_ts=${ts}&cid=${GENERAL}`,
  );
});

test('only its own messages can the bot update, and text alone takes the buttons away', async () => {
  const slack = await startTeam();
  const client = clientOf(slack);
  const blocks = [section('Asked'), buttons(button('Approve'))];
  const { ts = '' } = await client.chat.postMessage({ channel: GENERAL, text: 'Asked', blocks });
  const theirs = slack.writes(ANA, GENERAL, 'hello');
  expect(await refusalOf(client.chat.update({ channel: GENERAL, ts: theirs.ts, text: 'x' }))).toBe(
    'cant_update_message',
  );
  expect(await refusalOf(client.chat.update({ channel: GENERAL, ts: '1.000001', text: 'x' }))).toBe(
    'message_not_found',
  );
  const tooLong = ['x'.repeat(4_001), 'ü'.repeat(2_001), '&'.repeat(801)];
  for (const text of tooLong) {
    expect(await refusalOf(client.chat.update({ channel: GENERAL, ts, text }))).toBe('msg_too_long');
  }
  await client.chat.update({ channel: GENERAL, ts, text: '&'.repeat(800), blocks });
  await client.chat.update({ channel: GENERAL, ts, text: 'Approved', blocks: [section('Approved')] });
  expect(slack.message(GENERAL, ts)).toMatchObject({ text: 'Approved', isEdited: false });
  await client.chat.update({ channel: GENERAL, ts, text: 'Done' });
  expect(slack.message(GENERAL, ts)).toMatchObject({ text: 'Done', blocks: [], isEdited: true });
  expect(slack.message(GENERAL, ts)?.earlier.map((one) => one.text)).toEqual(['Asked', '&'.repeat(800), 'Approved']);
  await client.chat.delete({ channel: GENERAL, ts });
  expect(slack.message(GENERAL, ts)).toBeUndefined();
  expect(await refusalOf(client.chat.delete({ channel: GENERAL, ts: theirs.ts }))).toBe('cant_delete_message');
});

test('an ephemeral reaches active members of the channel alone', async () => {
  const slack = await startTeam();
  slack.addPerson({ id: 'U0OUT00001', name: 'out' });
  slack.addPerson({ id: 'U0GONE0001', name: 'gone', kind: 'deactivated' });
  slack.updateChannel(GENERAL, { members: [ANA, BEN, 'U0GONE0001'] });
  const client = clientOf(slack);
  const show = (user: string, channel = GENERAL) =>
    refusalOf(client.chat.postEphemeral({ channel, user, text: 'only you' }));
  expect(await show(ANA)).toBe('ok');
  expect(await show('U0OUT00001')).toBe('user_not_in_channel');
  expect(await show('U0GONE0001')).toBe('user_not_in_channel');
  expect(await show(ANA, SECRET)).toBe('channel_not_found');
});

test('what Slack takes and people suffer from is written down', async () => {
  const slack = await startTeam();
  const client = clientOf(slack);
  await client.chat.postMessage({ channel: GENERAL, text: 'good', blocks: [section('good')] });
  expect(slack.warnings).toEqual([]);
  await client.apiCall('chat.postMessage', { channel: GENERAL, blocks: [section('no text')], thread: '1' });
  expect(slack.warnings.map((one) => one.message)).toEqual([
    'chat.postMessage knows no argument thread',
    expect.stringMatching(/without a top-level text/),
  ]);
  expect(await refusalOf(client.apiCall('chat.sendMessage'))).toBe('unknown_method');
  expect(await refusalOf(client.apiCall('constructor'))).toBe('unknown_method');
});

test('a view that changed meanwhile is not overwritten', async () => {
  const slack = await startTeam();
  const client = clientOf(slack);
  const { triggerId } = await slack.says(ANA, GENERAL, '/tf-action');
  const opened = await client.views.open({ trigger_id: triggerId, view: modalAsking('First') });
  const view_id = opened.view?.id ?? '';
  const hash = opened.view?.hash ?? '';
  expect(await refusalOf(client.views.update({ view_id, hash, view: modalAsking('Second') }))).toBe('ok');
  expect(await refusalOf(client.views.update({ view_id, hash, view: modalAsking('Third') }))).toBe('hash_conflict');
  await slack.closes(ANA, view_id);
  expect(await refusalOf(client.views.update({ view_id, view: modalAsking('Fourth') }))).toBe('not_found');
});
