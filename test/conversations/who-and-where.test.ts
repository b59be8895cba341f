import { describe, expect, test } from 'vitest';
import { allowlistWith, CHANNEL, type Conversation, PEOPLE, startConversation } from '../conversation.ts';
import { createCalls } from '../one-run.ts';

const bySre = { approval: { required: [{ from: 'sre' }] } };

const posted = ({ slack }: Conversation): number =>
  slack.calls.filter(({ method, arguments: given }) => method === 'chat.postMessage' && given.channel === CHANNEL)
    .length;

describe('a payload that names no Slack team', () => {
  test('a command gets nothing', async () => {
    const talk = await startConversation();
    const tamper = (payload: object) => ({ ...payload, team_id: null });
    await talk.slack.says(PEOPLE.ana, CHANNEL, '/tf-action cleanup prod', { tamper });
    await talk.sees('ana', /comes from another Slack team/);
    expect(talk.slack.ephemeralsEverShown.filter((shown) => /Run it/.test(JSON.stringify(shown)))).toEqual([]);
  });

  test('Approve decides nothing', async () => {
    const talk = await startConversation({ entry: bySre });
    const request = await talk.asks('ana');
    await talk.slack.clicks(PEOPLE.ben, 'Approve', request, {
      tamper: (payload) => ({ ...payload, team: null, user: { ...Object(payload.user), team_id: null } }),
    });
    await talk.sees('ben', /comes from another Slack team/);
    expect(talk.read(request)).toMatch(/Awaiting approval/);
    expect(createCalls(talk.terraform)).toEqual([]);
  });
});

describe('a channel to which another team was invited, and has not come yet', () => {
  test('nothing is asked in it', async () => {
    const talk = await startConversation();
    talk.slack.updateChannel(CHANNEL, { isPendingExtShared: true });
    await talk.says('ana', '/tf-action cleanup prod');
    await talk.sees('ana', /shared with people outside/);
    expect(posted(talk)).toBe(0);
  });

  test('nothing is decided in it', async () => {
    const talk = await startConversation({ entry: bySre });
    const request = await talk.asks('ana');
    talk.slack.updateChannel(CHANNEL, { isPendingExtShared: true });
    await talk.passes(61_000);
    await talk.clicks('ben', 'Approve', request);
    await talk.sees('ben', /now shared with people outside/);
    expect(createCalls(talk.terraform)).toEqual([]);
  });
});

test('somebody of another team of the same organization counts in no list', async () => {
  const file = JSON.parse(allowlistWith());
  file.everywhere.requesters = ['everyone', 'devs'];
  const talk = await startConversation({ allowlist: JSON.stringify(file) });
  talk.slack.updatePerson(PEOPLE.dia, { teamId: 'T0ACME0002' });
  const tamper = (payload: object) => ({ ...payload, team_id: talk.slack.installation.team.id });
  await talk.slack.says(PEOPLE.dia, CHANNEL, '/tf-action cleanup prod', { tamper });
  await talk.sees('dia', /from outside this Slack team/);
});

test('whoever stands in one of two lists of requesters may not ask; whoever stands in both may', async () => {
  const talk = await startConversation({ entry: { requesters: ['sre'] } });
  talk.slack.setUserGroup('S0DEVS0001', { users: [PEOPLE.ana, PEOPLE.dia] });
  const file = JSON.parse(allowlistWith({ requesters: ['sre', 'ana'] }));
  file.everywhere.requesters = ['devs'];
  talk.edit(JSON.stringify(file));
  for (const name of ['dia', 'ben'] as const) {
    await talk.says(name, '/tf-action cleanup prod');
    await talk.sees(name, /no action “cleanup” that you can run/);
  }
  await talk.says('ana', '/tf-action cleanup prod');
  await talk.sees('ana', /Run cleanup in prod\?/);
});

test('an approver who was deactivated since does not count any more when the run is created', async () => {
  const talk = await startConversation({ entry: bySre });
  const request = await talk.asks('ana');
  talk.terraform.fault({ method: 'POST', path: /\/runs$/, status: 429, headers: { 'x-ratelimit-reset': '60' } });
  await talk.clicks('ben', 'Approve', request);
  await talk.until(() => createCalls(talk.terraform).length === 1, 'the first try');
  talk.slack.updatePerson(PEOPLE.ben, { kind: 'deactivated' });
  await talk.passes(70_000);
  expect(await talk.thread(request, /Voided/)).toMatch(/may no longer approve/);
  expect(createCalls(talk.terraform)).toHaveLength(1);
});
