import { expect, test } from 'vitest';
import { CHANNEL, type Conversation, PEOPLE, startConversation, WORKSPACE } from '../conversation.ts';

const posts = ({ slack }: Conversation) =>
  slack.calls.filter(
    ({ method, arguments: given }) => method === 'chat.postMessage' && given.thread_ts === undefined && given.blocks,
  );

test('the answer to the first post never comes: the message is found again, and then redrawn until it is right', async () => {
  const talk = await startConversation({ entry: { approval: { required: [{ from: 'sre' }] } } });
  talk.slack.fault({ method: 'chat.postMessage', kind: 'lost_reply' });
  // Until the message is found again, Ben approves with the buttons of the one in Slack, and the run is applied.
  talk.slack.fault({ method: 'conversations.history', kind: 'status', status: 503, times: 4 });
  const request = await talk.asks('ana');
  await talk.clicks('ben', 'Approve', request);
  await talk.thread(request, /Succeeded.*@Ana/s);
  await talk.until(() => /^:white_check_mark: Succeeded: cleanup in prod/.test(talk.read(request)), 'the redraw');
  expect(talk.buttons(request)).toEqual([]);
  expect(posts(talk)).toHaveLength(1);
});

test('a redraw whose answer never came arrives late, after the ending was drawn: the ending is drawn once more', async () => {
  const talk = await startConversation({ pace: 'manual' });
  const request = await talk.asks('ana');
  await talk.thread(request, /The run was created/);
  await talk.until(() => /pending/.test(talk.read(request)), 'the run in the message');
  const runId = talk.terraform.runs(WORKSPACE)[0]?.id ?? '';
  talk.slack.fault({ method: 'chat.update', kind: 'arrives_late', milliseconds: 12_000 });
  talk.terraform.advance(runId);
  await talk.until(() => talk.slack.calls.some(({ replyLost }) => replyLost), 'the redraw that is late');
  talk.terraform.setStatus(runId, 'errored');
  await talk.until(() => /^:\S+: Failed/.test(talk.read(request)), 'the ending');
  await talk.until(() => !/^:\S+: Failed/.test(talk.read(request)), 'the late redraw');
  await talk.until(() => /^:\S+: Failed/.test(talk.read(request)), 'the ending again');
  await talk.passes(120_000);
  expect(talk.read(request)).toMatch(/^:\S+: Failed: cleanup in prod/);
  expect(talk.slack.sees(PEOPLE.ben, CHANNEL).filter(({ ts }) => ts === request.ts)).toHaveLength(1);
});

test('posts whose answer never came arrive after they were looked for: message and reply stand there once in the end', async () => {
  const talk = await startConversation({ entry: { approval: { required: [{ from: 'sre' }] } } });
  const late = { method: 'chat.postMessage', kind: 'arrives_late', milliseconds: 20_000 } as const;
  talk.slack.fault(late);
  const request = await talk.asks('ana');
  talk.slack.fault(late);
  await talk.clicks('ben', 'Approve', request);
  await talk.thread(request, /Succeeded.*@Ana/s);
  for (let minute = 0; minute < 5; minute += 1) await talk.passes(60_000);
  const shown = talk.slack.sees(PEOPLE.ben, CHANNEL).filter((seen) => /Asked by/.test(talk.slack.readAloud(seen)));
  expect(shown.map(({ ts }) => ts)).toEqual([request.ts]);
  expect(talk.replies(request)).toEqual([...new Set(talk.replies(request))]);
  expect(talk.slack.calls.filter(({ method }) => method === 'chat.delete').length).toBeGreaterThan(0);
});
