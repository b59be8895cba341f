import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { startSlack } from '../../src/sandbox/slack/server.ts';
import { DEFAULT_TOKEN, startTerraform } from '../../src/sandbox/terraform/server.ts';
import { makeFolder, openPlace, startProcess } from '../bot-process.ts';
import { ADDRESS, allowlistWith, CHANNEL, fillTeam, PEOPLE, WORKSPACE } from '../conversation.ts';

const SIGNING_SECRET = 'signing-secret-of-the-process';
const FORM = 'application/x-www-form-urlencoded';

/** Causes an uncaught exception or an unhandled rejection on a signal. */
const PLANTED = `--import=data:text/javascript,${[
  "process.on('SIGUSR2',()=>{throw(new(Error)('planted_exception'))})",
  "process.on('SIGWINCH',()=>{Promise.reject(new(Error)('planted_rejection'))})",
].join(';')}`;

async function startBot() {
  let eventsUrl = '';
  const slack = await startSlack({ mode: { eventsUrl: () => eventsUrl, signingSecret: SIGNING_SECRET } });
  const terraform = await startTerraform({ pace: { planning: 200, applying: 200, step: 100 } });
  onTestFinished(async () => {
    await terraform.close();
    await slack.close();
  });
  fillTeam(slack);
  terraform.addWorkspace({ name: WORKSPACE, actions: [{ address: ADDRESS }] });
  const { folder, file } = makeFolder(allowlistWith());
  const bot = startProcess({
    SLACK_BOT_TOKEN: 'xoxb-sandbox-bot',
    SLACK_SIGNING_SECRET: SIGNING_SECRET,
    SLACK_API_URL: slack.url,
    TFE_ADDRESS: terraform.url,
    TFE_TOKEN: DEFAULT_TOKEN,
    TFE_NOTIFICATION_KEY: 'notification-key-of-the-process',
    TF_ACTION_CONFIG: file,
    PORT: '0',
    NODE_OPTIONS: PLANTED,
    ...(await openPlace(folder)),
  });
  await bot.writes(/"msg":"started"/);
  const port = Number(/"port":(\d+)/.exec(bot.output())?.[1]);
  eventsUrl = `http://127.0.0.1:${port}/slack/events`;
  return { slack, bot, port };
}

/** The status of the answer, or what happened to the connection. */
const send = (
  port: number,
  call: { method: string; path: string; body?: string; type?: string; signed?: boolean },
): Promise<number | string> =>
  new Promise((resolve) => {
    const { method, path, body = '', type = 'application/json', signed = false } = call;
    const stamp = String(Math.floor(Date.now() / 1_000));
    const signature = `v0=${createHmac('sha256', SIGNING_SECRET).update(`v0:${stamp}:${body}`).digest('hex')}`;
    const headers = {
      'content-type': type,
      'content-length': String(Buffer.byteLength(body)),
      ...(signed ? { 'x-slack-request-timestamp': stamp, 'x-slack-signature': signature } : {}),
    };
    const outgoing = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (incoming) => {
      incoming.resume();
      incoming.on('end', () => resolve(incoming.statusCode ?? 0));
    });
    outgoing.on('connect', (incoming, socket) => {
      socket.destroy();
      resolve(incoming.statusCode ?? 0);
    });
    outgoing.on('error', (error) => resolve(error.message));
    outgoing.end(body);
  });

test('a request that is not Slack’s own ends nothing: the process lives and answers ana afterwards', async () => {
  const { slack, bot, port } = await startBot();
  for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'PATCH', 'TRACE']) {
    expect(await send(port, { method, path: '/slack/events' }), method).toBe(405);
    expect(await send(port, { method, path: '//h/slack/events' }), method).toBe(404);
  }
  expect(await send(port, { method: 'POST', path: '/slack/events', body: 'null', signed: true })).toBe(400);
  expect(
    await send(port, { method: 'POST', path: '/slack/events', body: 'payload=null', type: FORM, signed: true }),
  ).toBe(400);
  await slack.says(PEOPLE.ana, CHANNEL, '/tf-action list');
  await slack.until(
    () => slack.sees(PEOPLE.ana, CHANNEL).find((seen) => /What you can run here/.test(slack.readAloud(seen))),
    { within: 20_000, what: 'the answer to ana' },
  );
  bot.signal('SIGTERM');
  expect(await bot.ended).toBe(0);
}, 60_000);

test.each([
  ['SIGUSR2', 'planted_exception'],
  ['SIGWINCH', 'planted_rejection'],
] as const)(
  'what nobody catches (%s) stops the bot as a signal does, with its reason in the log and exit 1',
  async (signal, reason) => {
    const { bot } = await startBot();
    const told = Date.now();
    bot.signal(signal);
    expect(await bot.ended).toBe(1);
    expect(Date.now() - told).toBeLessThan(10_000);
    expect(bot.output()).toMatch(new RegExp(`"level":"fatal".*${reason}`));
    expect(bot.output()).toMatch(/"msg":"stopped"/);
  },
  60_000,
);
