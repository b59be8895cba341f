import { expect, test } from 'vitest';
import { type Conversation, PEOPLE, startConversation } from '../conversation.ts';
import { createCalls } from '../one-run.ts';

const bySre = { approval: { required: [{ from: 'sre' }] } };
const slowly = (talk: Conversation, method = 'usergroups.list', times = 1): void =>
  talk.slack.fault({ method, kind: 'slow', milliseconds: 8_000, times });

/** The private messages to this person, newest last. */
const told = (talk: Conversation, name: keyof typeof PEOPLE): readonly string[] =>
  talk.slack.ephemeralsEverShown
    .filter((shown) => shown.for === PEOPLE[name])
    .map((shown) => talk.slack.readAloud(shown));

test('Slack is slow to say who is in @sre: ben and dia are told that their Approve waits, and then what came of it', async () => {
  const talk = await startConversation({ entry: bySre });
  const request = await talk.asks('ana');
  await talk.passes(10_000);
  slowly(talk);
  await talk.clicks('dia', 'Approve', request);
  await talk.sees('dia', /Slack has not said yet who is in .*@sre.*\. Your Approve waits for that, up to 20 seconds\./);
  expect(createCalls(talk.terraform)).toEqual([]);
  await talk.sees('dia', /You can't approve/);
  await talk.passes(10_000);
  slowly(talk);
  await talk.clicks('ben', 'Approve', request);
  await talk.sees('ben', /Your Approve waits for that, up to 20 seconds\./);
  await talk.sees('ben', /Slack has answered, and your Approve counts\./);
  await talk.thread(request, /Succeeded/);
  expect(told(talk, 'ben')).toHaveLength(2);
  expect(told(talk, 'dia')).toHaveLength(2);
});

test('Slack wants the bot to wait: the same, also for a form and a command, and each is said once', async () => {
  const talk = await startConversation({ entry: bySre });
  const request = await talk.asks('ana');
  await talk.passes(10_000);
  talk.slack.fault({ method: 'users.info', kind: 'ratelimited', retryAfter: 7, times: 1 });
  await talk.says('dia', '/tf-action other prod');
  await talk.sees('dia', /Slack has not said yet who you are\. Your command waits for that, up to 20 seconds\./);
  await talk.sees('dia', /Run other in prod\?/);
  expect(told(talk, 'dia')).toHaveLength(2);
  await talk.clicks('cem', 'Deny', request);
  await talk.until(() => talk.slack.views(PEOPLE.cem).length > 0, 'the form');
  await talk.passes(10_000);
  slowly(talk);
  slowly(talk, 'users.info');
  await talk.fills('cem', { reason: 'Not now' });
  await talk.sees('cem', /Your Deny waits for that, up to 20 seconds\./);
  await talk.sees('cem', /Slack has answered, and your Deny counts\./);
  await talk.thread(request, /Denied/);
  expect(told(talk, 'cem')).toHaveLength(2);
});

test('Slack answers at once: nobody is told of waiting', async () => {
  const talk = await startConversation({ entry: bySre });
  const request = await talk.asks('ana');
  await talk.passes(10_000);
  await talk.clicks('ben', 'Approve', request);
  await talk.thread(request, /Succeeded/);
  expect(told(talk, 'ben')).toEqual([]);
});
