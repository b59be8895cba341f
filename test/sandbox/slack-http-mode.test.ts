import { App, HTTPReceiver } from '@slack/bolt';
import { expect, onTestFinished, test } from 'vitest';
import { BOT_TOKEN } from '../../src/sandbox/slack/options.ts';
import type { SlackSandbox } from '../../src/sandbox/slack/slack-sandbox.ts';
import { ANA, button, buttons, GENERAL, quiet, startTeam } from './slack-team.ts';

const SIGNING_SECRET = 'a signing secret';

/** A real Bolt app behind HTTP on a free port. */
async function startHttpTeam(listen: (app: App) => void): Promise<SlackSandbox> {
  let eventsUrl = '';
  const slack = await startTeam({ mode: { eventsUrl: () => eventsUrl, signingSecret: SIGNING_SECRET } });
  const receiver = new HTTPReceiver({ signingSecret: SIGNING_SECRET, logger: quiet });
  const clientOptions = { slackApiUrl: slack.url, retryConfig: { retries: 0 } };
  const app = new App({ token: BOT_TOKEN, receiver, convoStore: false, logger: quiet, clientOptions });
  listen(app);
  const server = await receiver.start({ port: 0, host: '127.0.0.1' });
  onTestFinished(async () => {
    await receiver.stop();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The app does not listen.');
  eventsUrl = `http://127.0.0.1:${address.port}/slack/events`;
  return slack;
}

test('a command travels as a signed form, and the body of the answer is shown to ana', async () => {
  let heard: unknown;
  const slack = await startHttpTeam((app) => {
    app.command('/tf-action', async ({ ack, command }) => {
      heard = command;
      await ack('Working on it');
    });
  });
  const said = await slack.says(ANA, GENERAL, '/tf-action cleanup “prod” & more');
  expect(said.failure).toBeUndefined();
  expect(heard).toMatchObject({ text: 'cleanup “prod” & more', user_id: ANA });
  expect(slack.sees(ANA, GENERAL).map((one) => slack.readAloud(one))).toEqual(['Working on it']);
});

test('a press arrives, and ana hears of the answer', async () => {
  const slack = await startHttpTeam((app) => {
    app.command('/tf-action', async ({ ack }) => ack({ text: 'Run?', blocks: [buttons(button('Run it'))] }));
    app.action('run_it', async ({ ack, respond }) => {
      await ack();
      await respond({ text: 'Asked.', replace_original: true });
    });
  });
  await slack.says(ANA, GENERAL, '/tf-action');
  const [question] = slack.sees(ANA, GENERAL);
  if (question === undefined) throw new Error('Ana sees nothing.');
  await slack.clicks(ANA, 'Run it', question);
  await slack.until(() => slack.sees(ANA, GENERAL).some((one) => slack.readAloud(one) === 'Asked.'));
});

test('forged, stale, unsigned and altered payloads reach nobody; a replay within five minutes does', async () => {
  let heard = 0;
  const slack = await startHttpTeam((app) => {
    app.command('/tf-action', async ({ ack }) => {
      heard += 1;
      await ack();
    });
  });
  const { delivery } = await slack.says(ANA, GENERAL, '/tf-action cleanup prod');
  const forgeries = [
    { signingSecret: 'somebody else’s' },
    { timestampOffsetSeconds: -301 },
    { body: (signed: string) => signed.replace('cleanup', 'destroy') },
    { headers: { 'x-slack-signature': undefined } },
  ];
  for (const forgery of forgeries) {
    const [attempt] = await slack.redeliver(delivery, { forgery });
    expect(attempt).toMatchObject({ failure: 'dispatch_failed', status: 401 });
  }
  expect(heard).toBe(1);
  const [replayed] = await slack.redeliver(delivery, { forgery: { timestampOffsetSeconds: -200 } });
  expect(replayed).toMatchObject({ failure: undefined, status: 200 });
  expect(heard).toBe(2);
});

test('where nobody listens ana is told so', async () => {
  const slack = await startTeam({
    mode: { eventsUrl: 'http://127.0.0.1:1/slack/events', signingSecret: SIGNING_SECRET },
  });
  expect((await slack.says(ANA, GENERAL, '/tf-action')).failure).toBe('dispatch_failed');
  expect(slack.sees(ANA, GENERAL).map((one) => one.text)).toEqual([
    '/tf-action failed with the error "dispatch_failed"',
  ]);
});
