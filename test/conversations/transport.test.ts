import { expect, test } from 'vitest';
import { CHANNEL, type Conversation, PEOPLE, startConversation } from '../conversation.ts';

test('HTTP mode: the whole story, and what is forged, stale or from the future is refused', async () => {
  const talk = await startConversation({ mode: 'http', entry: { approval: { required: [{ from: 'sre' }] } } });
  const forgeries = [
    { signingSecret: 'of-somebody-else' },
    { timestampOffsetSeconds: -600 },
    { timestampOffsetSeconds: 600 },
    { body: (signed: string) => `${signed}&text=failover` },
  ];
  for (const forgery of forgeries) {
    const { failure } = await talk.slack.says(PEOPLE.ana, CHANNEL, '/tf-action cleanup prod', { forgery });
    expect(failure, JSON.stringify(forgery)).toBeDefined();
  }
  expect(talk.slack.calls.filter(({ method }) => method === 'response_url')).toEqual([]);
  const request = await talk.asks('ana');
  await talk.clicks('ben', 'Approve', request);
  await talk.thread(request, /Succeeded/);
});

/** Slack was asked for this many connections, and two of them are open. */
const connectedAnew = (talk: Conversation, opened: number): Promise<unknown> =>
  talk.until(
    () =>
      talk.slack.calls.filter(({ method }) => method === 'apps.connections.open').length >= opened &&
      talk.slack.connections === 2,
    `connection ${opened}`,
  );

test('Socket Mode: a routine reconnect loses no command', async () => {
  const talk = await startConversation();
  talk.slack.refreshConnections({ connection: 0 });
  for (let command = 0; command < 4; command += 1) await talk.says('ana', '/tf-action list');
  await connectedAnew(talk, 3);
  await talk.says('ana', '/tf-action list');
});

test('Socket Mode: both connections broken without a word are made anew', async () => {
  const talk = await startConversation();
  talk.slack.dropConnections();
  await connectedAnew(talk, 4);
  const request = await talk.asks('ana');
  await talk.thread(request, /Succeeded/);
});

test('a command that is delivered twice is answered once', async () => {
  const talk = await startConversation();
  const { delivery } = await talk.slack.says(PEOPLE.ana, CHANNEL, '/tf-action cleanup prod');
  await talk.slack.redeliver(delivery, { times: 3 });
  await talk.sees('ana', /Run cleanup in prod\?/);
  await talk.says('ana', '/tf-action list');
  await talk.sees('ana', /What you can run here/);
  expect(
    talk.slack.sees(PEOPLE.ana, CHANNEL).filter((seen) => /Run cleanup/.test(talk.slack.readAloud(seen))),
  ).toHaveLength(1);
});

test('a post whose answer was lost is found again and not repeated', async () => {
  const talk = await startConversation();
  talk.slack.fault({ method: 'chat.postMessage', kind: 'lost_reply', times: 2 });
  const request = await talk.asks('ana');
  await talk.thread(request, /Succeeded/);
  const messages = talk.slack.sees(PEOPLE.ben, CHANNEL).filter((seen) => /Asked by/.test(talk.slack.readAloud(seen)));
  expect(messages).toHaveLength(1);
  expect(new Set(talk.replies(request)).size).toBe(talk.replies(request).length);
});

test('a request message that somebody deleted is posted anew', async () => {
  const talk = await startConversation({ entry: { approval: { required: [{ from: 'sre' }] } } });
  await talk.asks('ana');
  talk.slack.fault({ method: 'chat.update', kind: 'error', error: 'message_not_found', times: 1 });
  const first = await talk.sees('ben', /Awaiting approval/);
  await talk.clicks('ana', 'Withdraw', first);
  await talk.sees('ben', /Withdrawn: cleanup in prod[\s\S]*?Asked by/);
});
