import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { APP_TOKEN } from '../../src/sandbox/slack/options.ts';
import { ANA, BEN, button, buttons, clientOf, GENERAL, startBolt, startTeam } from './slack-team.ts';

test('the same press is delivered again, tampered with, and to a connection of one’s choice', async () => {
  const slack = await startTeam();
  const values: unknown[] = [];
  const app = await startBolt(
    slack,
    (bolt) => {
      bolt.action('approve', async ({ ack, action }) => {
        values.push('value' in action ? action.value : undefined);
        await ack();
      });
    },
    2,
  );
  expect(slack.connections).toBe(2);
  await app.client.chat.postMessage({
    channel: GENERAL,
    text: 'Asked',
    blocks: [buttons(button('Approve', { value: 'r-1' }))],
  });
  const [message] = slack.sees(BEN, GENERAL);
  if (message === undefined) throw new Error('Ben sees no message.');
  const { delivery } = await slack.clicks(BEN, 'Approve', message);
  if (delivery === undefined) throw new Error('Nothing was delivered.');
  const again = await slack.redeliver(delivery, { times: 2, connection: 1 });
  await slack.redeliver(delivery, {
    tamper: (payload) => ({
      ...payload,
      actions: [{ action_id: 'approve', block_id: 'b', type: 'button', value: 'r-2' }],
    }),
  });
  expect(again.map((attempt) => attempt.failure)).toEqual([undefined, undefined]);
  expect(values).toEqual(['r-1', 'r-1', 'r-1', 'r-2']);
  expect(delivery.attempts).toHaveLength(4);
});

test('with no connection a command fails at once, and after a refresh it arrives again', async () => {
  const slack = await startTeam();
  await startBolt(slack, (app) => {
    app.command('/tf-action', async ({ ack }) => ack('Here'));
  });
  slack.refreshConnections();
  await slack.until(() => slack.connections === 0);
  const lost = await slack.says(ANA, GENERAL, '/tf-action');
  expect(lost.failure).toBe('dispatch_failed');
  expect(slack.sees(ANA, GENERAL).map((one) => slack.readAloud(one))).toEqual([
    '/tf-action failed with the error "dispatch_failed"',
  ]);
  await slack.until(() => slack.connections === 1);
  expect((await slack.says(ANA, GENERAL, '/tf-action')).failure).toBeUndefined();
  slack.dropConnections();
  await slack.until(() => slack.connections === 0);
  await slack.until(() => slack.connections === 1);
  expect((await slack.says(ANA, GENERAL, '/tf-action')).failure).toBeUndefined();
});

test('payloads take turns between connections, and one that was told to go gets none', async () => {
  const slack = await startTeam();
  await startBolt(
    slack,
    (app) => {
      app.command('/tf-action', async ({ ack }) => ack());
    },
    3,
  );
  slack.refreshConnections({ connection: 0 });
  for (let count = 0; count < 6; count += 1) {
    expect((await slack.says(ANA, GENERAL, '/tf-action')).failure).toBeUndefined();
  }
});

test('an eleventh connection is sent away, and a ticket opens one connection only', async () => {
  const slack = await startTeam();
  const open = async () => (await clientOf(slack, APP_TOKEN).apps.connections.open({})).url ?? '';
  const connect = (url: string) =>
    new Promise<string>((resolve) => {
      const socket = new WebSocket(url);
      onTestFinished(() => socket.terminate());
      socket.on('error', () => resolve('refused'));
      socket.on('message', (data) => resolve(JSON.parse(String(data)).reason ?? JSON.parse(String(data)).type));
    });
  const url = await open();
  expect(await connect(url)).toBe('hello');
  expect(await connect(url)).toBe('refused');
  for (let count = 0; count < 9; count += 1) expect(await connect(await open())).toBe('hello');
  expect(await connect(await open())).toBe('too_many_websockets');
  expect(slack.connections).toBe(10);
});
