import { expect, test } from 'vitest';
import { manualClock } from '../../src/sandbox/clock.ts';
import { RESPONSE_URL_LIFETIME } from '../../src/sandbox/slack/response-urls.ts';
import { ANA, clientOf, GENERAL, modalAsking, refusalOf, startBolt, startTeam } from './slack-team.ts';

const answerTo = (url: string) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text: 'hello' }),
  });

test('three seconds without an acknowledgement: ana is told that the command timed out', async () => {
  const clock = manualClock();
  const slack = await startTeam({ clock });
  await startBolt(slack, (app) => {
    app.command('/tf-action', async () => {});
  });
  const saying = slack.says(ANA, GENERAL, '/tf-action');
  clock.move(3000);
  expect((await saying).failure).toBe('operation_timeout');
  expect(slack.sees(ANA, GENERAL).map((one) => one.text)).toEqual([
    '/tf-action failed with the error "operation_timeout"',
  ]);
});

test('a trigger opens one modal within three seconds', async () => {
  const clock = manualClock();
  const slack = await startTeam({ clock });
  await startBolt(slack, (app) => {
    app.command('/tf-action', async ({ ack }) => ack());
  });
  const client = clientOf(slack);
  const view = modalAsking('Reason');
  const { triggerId } = await slack.says(ANA, GENERAL, '/tf-action');
  clock.move(2999);
  expect(await refusalOf(client.views.open({ trigger_id: triggerId, view }))).toBe('ok');
  expect(await refusalOf(client.views.open({ trigger_id: triggerId, view }))).toBe('exchanged_trigger_id');
  const late = await slack.says(ANA, GENERAL, '/tf-action');
  clock.move(3000);
  expect(await refusalOf(client.views.open({ trigger_id: late.triggerId, view }))).toBe('expired_trigger_id');
  expect(await refusalOf(client.views.open({ trigger_id: '1.2.3', view }))).toBe('invalid_trigger_id');
});

test('a response_url takes five messages, and none after half an hour', async () => {
  const clock = manualClock();
  const slack = await startTeam({ clock });
  await startBolt(slack, (app) => {
    app.command('/tf-action', async ({ ack }) => ack());
  });
  const used = await slack.says(ANA, GENERAL, '/tf-action');
  for (let count = 0; count < 5; count += 1) expect((await answerTo(used.responseUrl)).status).toBe(200);
  const sixth = await answerTo(used.responseUrl);
  expect([sixth.status, await sixth.json()]).toEqual([404, { ok: false, error: 'used_url' }]);
  expect(slack.sees(ANA, GENERAL)).toHaveLength(5);
  const { responseUrl } = await slack.says(ANA, GENERAL, '/tf-action');
  clock.move(RESPONSE_URL_LIFETIME);
  const late = await answerTo(responseUrl);
  expect([late.status, await late.json()]).toEqual([404, { ok: false, error: 'expired_url' }]);
});

test('posting in one channel is held to one a second, and other channels do not suffer from it', async () => {
  const clock = manualClock();
  const slack = await startTeam({ clock });
  slack.addChannel({ id: 'C0OTHER001', members: [ANA] });
  const client = clientOf(slack);
  const post = (channel = GENERAL) => client.chat.postMessage({ channel, text: 'hello' });
  for (let count = 0; count < 5; count += 1) await post();
  await expect(post()).rejects.toMatchObject({ retryAfter: 1 });
  expect(slack.calls.at(-1)).toMatchObject({ method: 'chat.postMessage', status: 429 });
  expect(slack.rateLimited).toBe(1);
  await post('C0OTHER001');
  clock.move(1000);
  await post();
  await expect(post()).rejects.toMatchObject({ retryAfter: 1 });
});

test('chat.update takes fifty a minute and a few more, then says how long to wait', async () => {
  const clock = manualClock();
  const slack = await startTeam({ clock });
  const client = clientOf(slack);
  const { ts = '' } = await client.chat.postMessage({ channel: GENERAL, text: 'hello' });
  const update = () => client.chat.update({ channel: GENERAL, ts, text: 'again' });
  for (let count = 0; count < 55; count += 1) await update();
  await expect(update()).rejects.toMatchObject({ retryAfter: 2 });
  clock.move(2000);
  await update();
});
