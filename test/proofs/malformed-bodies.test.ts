import { createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { startSlack } from '../../src/sandbox/slack/server.ts';
import type { SlackSandbox } from '../../src/sandbox/slack/slack-sandbox.ts';
import { DEFAULT_TOKEN, startTerraform } from '../../src/sandbox/terraform/server.ts';
import { type BotProcess, makeFolder, openPlace, startProcess } from '../bot-process.ts';
import { ADDRESS, allowlistWith, CHANNEL, fillTeam, PEOPLE, WORKSPACE } from '../conversation.ts';

const SIGNING_SECRET = 'signing-secret-of-the-process';
const NOTIFICATION_KEY = 'notification-key-of-the-process';
const FORM = 'application/x-www-form-urlencoded';
const SEED = 20_261_127;
const BODIES = 10_000;
/** The log lines that the bot may write per second while the bodies arrive. */
const LINES_A_SECOND = 12;

interface Started {
  readonly slack: SlackSandbox;
  readonly bot: BotProcess;
  readonly port: number;
}

async function startBot(mode: 'http' | 'socket'): Promise<Started> {
  let eventsUrl = '';
  const slack = await startSlack({
    mode: mode === 'http' ? { eventsUrl: () => eventsUrl, signingSecret: SIGNING_SECRET } : 'socket',
  });
  const terraform = await startTerraform({ pace: { planning: 200, applying: 200, step: 100 } });
  onTestFinished(async () => {
    await terraform.close();
    await slack.close();
  });
  fillTeam(slack);
  terraform.addWorkspace({ name: WORKSPACE, actions: [{ address: ADDRESS }] });
  const { folder, file } = makeFolder(allowlistWith());
  const bot = startProcess({
    ...{ SLACK_BOT_TOKEN: 'xoxb-sandbox-bot', SLACK_API_URL: slack.url },
    ...(mode === 'http' ? { SLACK_SIGNING_SECRET: SIGNING_SECRET } : { SLACK_APP_TOKEN: 'xapp-sandbox-app' }),
    ...{ TFE_ADDRESS: terraform.url, TFE_TOKEN: DEFAULT_TOKEN, TFE_NOTIFICATION_KEY: NOTIFICATION_KEY },
    ...{ TF_ACTION_CONFIG: file, PORT: '0', ...(await openPlace(folder)) },
  });
  await bot.writes(/"msg":"started"/);
  const port = Number(/"port":(\d+)/.exec(bot.output())?.[1]);
  eventsUrl = `http://127.0.0.1:${port}/slack/events`;
  if (mode === 'socket') await slack.until(() => slack.connections === 2, { within: 20_000 });
  return { slack, bot, port };
}

/** Real payloads, with ids of people who do not exist, so that nobody's limits are used up. */
const PAYLOADS = {
  command: {
    ...{ token: 't', team_id: 'T0ACME0001', team_domain: 'acme', channel_id: CHANNEL, channel_name: 'prod-ops' },
    ...{ user_id: 'U0NOBODY01', user_name: 'nobody', command: '/tf-action', text: 'list', api_app_id: 'A1' },
    ...{ is_enterprise_install: 'false', response_url: 'http://127.0.0.1:1/response', trigger_id: '1.2.3' },
  },
  press: {
    type: 'block_actions',
    ...{
      user: { id: 'U0NOBODY01', name: 'nobody', team_id: 'T0ACME0001' },
      team: { id: 'T0ACME0001', domain: 'acme' },
    },
    ...{ enterprise: null, is_enterprise_install: false, api_app_id: 'A1', token: 't', trigger_id: '1.2.3' },
    container: { type: 'message', message_ts: '1.2', channel_id: CHANNEL, is_ephemeral: false },
    ...{ channel: { id: CHANNEL, name: 'prod-ops' }, message: { ts: '1.2', text: 'x' }, state: { values: {} } },
    response_url: 'http://127.0.0.1:1/response',
    actions: [{ action_id: 'approve', block_id: 'b', value: '0'.repeat(32), type: 'button', action_ts: '1.2' }],
  },
  submission: {
    type: 'view_submission',
    ...{ user: { id: 'U0NOBODY01', team_id: 'T0ACME0001' }, team: null, trigger_id: '1.2.3', response_urls: [] },
    view: {
      ...{ id: 'V1', team_id: 'T0ACME0001', type: 'modal', callback_id: 'deny', private_metadata: '{"request":"x"}' },
      state: { values: { reason: { reason: { type: 'plain_text_input', value: null } } } },
    },
  },
  event: {
    ...{ type: 'event_callback', team_id: 'T0ACME0001', event_id: 'E1', authorizations: [{ team_id: 'T1' }] },
    event: { type: 'message', channel: CHANNEL, user: 'U0NOBODY01', ts: '1.2', item: { channel: CHANNEL } },
  },
} as const;

const WRONG = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    1e308,
    [],
    {},
    '',
    'x',
    [null],
    [[]],
    { id: null },
    '\ud800',
    '\u0000',
    '__proto__',
  ),
  fc.constantFrom<unknown>('x'.repeat(10_000), 'close', 'message', 'function_executed', { type: {} }, 'C0PRODOPS1', [
    {},
  ]),
  fc.jsonValue({ maxDepth: 3 }),
);

/** The paths to all keys of a payload. */
const pathsOf = (value: unknown, path: readonly string[] = []): readonly (readonly string[])[] =>
  typeof value !== 'object' || value === null
    ? [path]
    : [path, ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key]))];

function put(value: unknown, [key, ...rest]: readonly string[], wrong: unknown): unknown {
  if (key === undefined) return wrong;
  const inner = (value as Readonly<Record<string, unknown>>)[key];
  if (Array.isArray(value)) return value.map((one, index) => (String(index) === key ? put(one, rest, wrong) : one));
  return { ...(value as object), [key]: put(inner, rest, wrong) };
}

/** A real payload with a wrong or missing value at one of its keys. */
const MUTATED = fc
  .constantFrom(...Object.values(PAYLOADS).flatMap((payload) => pathsOf(payload).map((path) => ({ payload, path }))))
  .chain(({ payload, path }) => fc.oneof(WRONG, fc.constant(undefined)).map((wrong) => put(payload, path, wrong)));

const TEXTS = fc.oneof(
  { weight: 6, arbitrary: MUTATED.map((payload) => JSON.stringify(payload) ?? '') },
  {
    weight: 2,
    arbitrary: fc.tuple(MUTATED, fc.nat()).map(([payload, at]) => cutAt(JSON.stringify(payload) ?? '', at)),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ...['', 'null', '[]', '7', '"x"', '{', '{}', '{"a":1e999}', '{"type":9e999}', '\ufeff{}', '['.repeat(50_000)],
      `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`,
      `{"actions":${'['.repeat(5_000)}${']'.repeat(5_000)},"type":"block_actions"}`,
      `{"user":{"id":${'9'.repeat(500)}},"command":"/x"}`,
      '{"__proto__":{"user":{"id":"U0NOBODY01"}},"constructor":1,"command":"/tf-action"}',
      '{"text":"\\ud800\\u0000","command":"/tf-action","user_id":"U0NOBODY01"}',
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
);
const cutAt = (text: string, at: number): string => text.slice(0, at % (text.length + 1));

interface Junk {
  readonly text: string;
  readonly form: boolean;
  readonly signed: boolean;
  readonly type: string;
  readonly path: string;
}

const JUNK: fc.Arbitrary<Junk> = fc.record({
  text: TEXTS,
  form: fc.boolean(),
  signed: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
  type: fc.constantFrom(FORM, 'application/json', FORM, 'application/json', `${FORM}; charset=utf-8`, 'text/plain', ''),
  path: fc.constantFrom(
    '/slack/events',
    '/slack/events',
    '/slack/events',
    '/hcp/notifications',
    '/healthz',
    '/nowhere',
  ),
});

const agent = new Agent({ keepAlive: true, maxSockets: 16 });

/** The status of the answer. 0 if the connection was closed instead, which is allowed for an unread body. */
const post = (port: number, { text, form, signed, type, path }: Junk): Promise<number> =>
  new Promise((resolve) => {
    const body = Buffer.from(form ? `payload=${encodeURIComponent(text.replaceAll(/\p{Cs}/gu, '?'))}` : text);
    const stamp = String(Math.floor(Date.now() / 1_000));
    const bySlack = createHmac('sha256', SIGNING_SECRET).update(`v0:${stamp}:`).update(body).digest('hex');
    const byTerraform = createHmac('sha512', NOTIFICATION_KEY).update(body).digest('hex');
    const signatures = {
      ...{ 'x-slack-request-timestamp': stamp, 'x-slack-signature': `v0=${bySlack}` },
      'x-tfe-notification-signature': byTerraform,
    };
    const headers = { 'content-type': type, ...(signed ? signatures : {}) };
    const outgoing = request({ host: '127.0.0.1', port, path, method: 'POST', headers, agent }, (incoming) => {
      incoming.resume();
      incoming.on('end', () => resolve(incoming.statusCode ?? 0));
    });
    outgoing.on('error', () => resolve(0));
    outgoing.end(body);
  });

/** Text that is not HTTP, or never ends. */
const writeRaw = (port: number, text: string): Promise<void> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.end(text));
    socket.on('error', () => resolve());
    socket.on('close', () => resolve());
    socket.resume();
  });

/** Ana retries until Slack has delivered her command. A payload on a broken connection is lost, and she is told so. */
async function expectAnswered({ slack }: Started): Promise<void> {
  let tries = 0;
  while ((await slack.says(PEOPLE.ana, CHANNEL, '/tf-action list')).failure !== undefined) {
    tries += 1;
    if (tries > 20) throw new Error('Ana was never acknowledged.');
  }
  await slack.until(
    () => slack.sees(PEOPLE.ana, CHANNEL).find((seen) => /What you can run here/.test(slack.readAloud(seen))),
    { within: 60_000, what: 'the answer to ana' },
  );
}

async function expectFewLines(bot: BotProcess, from: { readonly at: number; readonly lines: number }): Promise<void> {
  const seconds = (Date.now() - from.at) / 1_000;
  const lines = bot.output().split('\n').length - from.lines;
  expect(lines, `lines in ${seconds} s`).toBeLessThan((seconds + 2) * LINES_A_SECOND);
}

const mark = (bot: BotProcess) => ({ at: Date.now(), lines: bot.output().split('\n').length });

test(`HTTP mode: ${BODIES} malformed bodies, signed and not, end nothing and fill no log`, async () => {
  const started = await startBot('http');
  const { bot, port } = started;
  const from = mark(bot);
  const junk = fc.sample(JUNK, { seed: SEED, numRuns: BODIES });
  const statuses = new Map<number, number>();
  for (let at = 0; at < junk.length; at += 16) {
    const answers = await Promise.all(junk.slice(at, at + 16).map((one) => post(port, one)));
    for (const status of answers) statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }
  for (const raw of [
    '\0\0\0',
    'GET',
    'GET / HTTP/9.9\r\n\r\n',
    'POST /slack/events HTTP/1.1\r\ncontent-length: -1\r\n\r\n',
    `GET /${'x'.repeat(100_000)} HTTP/1.1\r\n`,
  ]) {
    await writeRaw(port, raw);
  }
  agent.destroy();
  expect([...statuses.keys()].filter((status) => ![0, 200, 400, 401, 404, 405, 413].includes(status))).toEqual([]);
  expect(statuses.get(0) ?? 0).toBeLessThan(BODIES / 100);
  await expectFewLines(bot, from);
  await expectAnswered(started);
  bot.signal('SIGTERM');
  expect(await bot.ended).toBe(0);
}, 400_000);

test(`Socket Mode: ${BODIES} malformed messages end nothing, and leave both connections`, async () => {
  const started = await startBot('socket');
  const { slack, bot } = started;
  const from = mark(bot);
  const types = fc.constantFrom(
    'slash_commands',
    'interactive',
    'events_api',
    'unheard_of',
    'close',
    'error',
    'ws_message',
  );
  const messages = fc.oneof(
    { weight: 1, arbitrary: TEXTS },
    {
      weight: 4,
      arbitrary: fc
        .record({
          envelope_id: fc.oneof(fc.uuid(), WRONG),
          type: fc.oneof(types, WRONG),
          payload: fc.oneof(MUTATED, WRONG),
        })
        .map((envelope) => JSON.stringify(envelope)),
    },
  );
  const sent = fc.sample(messages, { seed: SEED, numRuns: BODIES / 2 });
  for (const [index, message] of sent.entries()) {
    // Sent over both connections.
    slack.sendRaw(message);
    if (index % 100 === 99) await new Promise((resolve) => setImmediate(resolve));
  }
  await expectAnswered(started);
  await slack.until(() => slack.connections === 2, { within: 60_000, what: 'both connections' });
  await expectFewLines(bot, from);
  bot.signal('SIGTERM');
  expect(await bot.ended).toBe(0);
}, 400_000);
