import { describe, expect, test } from 'vitest';
import { CHANNEL, type Conversation, PEOPLE, startConversation, WORKSPACE } from '../conversation.ts';
import { confirmedRuns } from '../one-run.ts';

const MINUTE = 60_000;
/** Error codes that say nothing permanent about a message or its channel. The last one is undocumented. */
const PASSING = [
  'ratelimited',
  'rate_limited',
  'message_limit_exceeded',
  'external_channel_migrating',
  'no_such_thing',
];

/** Ana's run is confirmed and about to end. */
async function askAndConfirm() {
  const talk = await startConversation({ outOfLimits: true, pace: 'manual' });
  const request = await talk.asks('ana');
  await talk.thread(request, /The run was created/);
  const run = talk.terraform.runs(WORKSPACE)[0]?.id ?? '';
  talk.terraform.advanceTo(run, 'planned');
  await talk.until(() => confirmedRuns(talk.terraform).length === 1, 'the confirmation');
  return { talk, request, end: () => talk.terraform.advanceTo(run, 'applied') };
}

const refusedBy = ({ slack }: Conversation, method: string, error: string): number =>
  slack.calls.filter((call) => call.method === method && call.answer?.error === error).length;

describe('Slack refuses for half an hour, and then takes it again', () => {
  test.each(PASSING)('a redraw, with %s: the request message is right afterwards', async (error) => {
    const { talk, request, end } = await askAndConfirm();
    talk.slack.fault({ method: 'chat.update', kind: 'error', error, times: 10_000 });
    end();
    await talk.thread(request, /Succeeded/);
    for (let passed = 0; passed < 30; passed += 1) await talk.passes(MINUTE);
    expect(talk.read(request)).not.toMatch(/Succeeded/);
    expect(refusedBy(talk, 'chat.update', error)).toBeLessThan(80);
    talk.slack.clearFaults();
    for (let passed = 0; passed < 6; passed += 1) await talk.passes(MINUTE);
    await talk.until(() => /Succeeded/.test(talk.read(request)), 'the redraw');
  });

  test.each(PASSING)('the ending, with %s: ana is told afterwards', async (error) => {
    const { talk, request, end } = await askAndConfirm();
    await talk.passes(5_000);
    talk.slack.fault({ method: 'chat.postMessage', kind: 'error', error, times: 10_000 });
    end();
    await talk.until(() => /Succeeded/.test(talk.read(request)), 'the redraw');
    for (let passed = 0; passed < 30; passed += 1) await talk.passes(MINUTE);
    talk.slack.clearFaults();
    for (let passed = 0; passed < 6; passed += 1) await talk.passes(MINUTE);
    await talk.thread(request, /Succeeded.*@Ana/s);
    await talk.passes(MINUTE);
    const endings = talk.replies(request).filter((reply) => /Succeeded.*@Ana/s.test(reply));
    expect(endings).toHaveLength(1);
  });
});

test('a stuck reply that asked ben for something is not posted once the request is over', async () => {
  const talk = await startConversation({ outOfLimits: true, pace: 'manual', entry: { apply: 'by_hand' } });
  const request = await talk.asks('ana');
  await talk.thread(request, /The run was created/);
  const run = talk.terraform.runs(WORKSPACE)[0]?.id ?? '';
  talk.slack.fault({ method: 'chat.postMessage', kind: 'error', error: 'no_such_thing', times: 10_000 });
  talk.terraform.advanceTo(run, 'planned');
  await talk.until(() => talk.buttons(request).includes('Confirm and apply'), 'the button');
  for (let passed = 0; passed < 12; passed += 1) await talk.passes(MINUTE);
  await talk.clicks('ana', 'Confirm and apply', request);
  await talk.until(() => confirmedRuns(talk.terraform).length === 1, 'the confirmation');
  talk.terraform.advanceTo(run, 'applied');
  await talk.until(() => /Succeeded/.test(talk.read(request)), 'the redraw');
  talk.slack.clearFaults();
  for (let passed = 0; passed < 12; passed += 1) await talk.passes(MINUTE);
  await talk.thread(request, /Succeeded.*@Ana/);
  const replies = talk.replies(request).join('\n');
  expect(replies).toMatch(/Planned: 1 invocation/);
  expect(replies).toMatch(/Succeeded.*@Ana/);
  expect(replies).not.toMatch(/can press/);
});

test('a word that nobody knows is logged once and counted each time', async () => {
  const { talk, request, end } = await askAndConfirm();
  talk.slack.fault({ method: 'chat.update', kind: 'error', error: 'no_such_thing', times: 6 });
  end();
  await talk.until(() => /Succeeded/.test(talk.read(request)), 'the redraw');
  expect(talk.logged.filter((line) => line.includes('no_such_thing'))).toHaveLength(1);
  const metrics = await (await fetch(`http://127.0.0.1:${talk.port()}/metrics`)).text();
  expect(metrics).toMatch(/tf_action_slack_refusals_total\{calling="redraw"\} 6/);
});

test('ana takes no direct message for a while, in words that do not say never: she is told afterwards', async () => {
  const { talk, end } = await askAndConfirm();
  talk.slack.updateChannel('C0PRODOPS1', { isArchived: true });
  talk.slack.fault({ method: 'conversations.open', kind: 'error', error: 'no_such_thing', times: 12 });
  end();
  await talk.until(() => refusedBy(talk, 'conversations.open', 'no_such_thing') > 0, 'the direct message');
  for (let passed = 0; passed < 60; passed += 1) await talk.passes(MINUTE);
  await talk.sees('ana', /Succeeded/, talk.slack.openDirectMessage('U0ANA00001').id);
});

test('nobody but ana can be told that her channel takes no message, and that is tried until it works', async () => {
  const talk = await startConversation({ outOfLimits: true });
  const always = { times: 10_000 } as const;
  const closeChannel = () =>
    talk.slack.fault({
      ...{ method: 'chat.postMessage', channel: CHANNEL, kind: 'error', error: 'restricted_action', ...always },
    });
  await talk.says('ana', '/tf-action cleanup prod');
  const confirmation = await talk.sees('ana', /Run cleanup in prod\?/);
  closeChannel();
  for (const method of ['response_url', 'chat.postEphemeral', 'chat.postMessage']) {
    talk.slack.fault({ method, kind: 'status', status: 503, ...always });
  }
  await talk.clicks('ana', 'Run it', confirmation);
  // Slack's client retries a call once.
  const tried = (): boolean =>
    talk.slack.calls.filter(
      ({ method, arguments: given }) =>
        method === 'chat.postMessage' && given.channel === PEOPLE.ana && /Nothing was run/.test(JSON.stringify(given)),
    ).length === 2;
  await talk.until(tried, 'the direct message to be tried');
  talk.slack.clearFaults();
  closeChannel();
  await talk.sees('ana', /Nothing was run/);
});
