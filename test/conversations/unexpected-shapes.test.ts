import { createHmac } from 'node:crypto';
import { request as openCall } from 'node:http';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/sandbox/slack/json.ts';
import { CHANNEL, type Conversation, PEOPLE, SIGNING_SECRET, startConversation } from '../conversation.ts';

const bySre = { entry: { approval: { required: [{ from: 'sre' }] } } };

const deep = (levels: number): string =>
  `{"type":"interactive","payload":${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}}`;

/** Messages that Slack never sends, some named like the client's own events. */
const MESSAGES: readonly (string | Buffer)[] = [
  ...[
    'null',
    '[]',
    '7',
    '"hello"',
    '',
    '{',
    '\ud800',
    '['.repeat(100_000),
    deep(20_000),
    Buffer.from('{"type":"hello"}'),
  ],
  ...['{}', '{"type":null}', '{"type":{}}', '{"type":"__proto__"}', '{"type":"hello","num_connections":null}'],
  ...['close', 'error', 'connected', 'disconnected', 'ws_message', 'slack_event', 'events_api'].map(
    (type) => `{"type":"${type}"}`,
  ),
  ...['events_api', 'slash_commands', 'interactive', 'unheard_of'].flatMap((type) =>
    ['null', '[]', '"x"', '{}', '{"event":null}', '{"event":{"type":"close"}}', '{"command":{}}', '{"actions":5}'].map(
      (payload) => `{"type":"${type}","envelope_id":"${type}","payload":${payload}}`,
    ),
  ),
];

/** Log lines with a warning. */
const warnings = (talk: Conversation): number =>
  talk.logged.filter((line) => /"level":"(?:warn|error)"/.test(line)).length;

test('Socket Mode: messages of no shape we know end neither the bot nor a connection, and ana is answered after them', async () => {
  const talk = await startConversation();
  const opened = talk.slack.calls.filter(({ method }) => method === 'apps.connections.open').length;
  for (const message of MESSAGES) talk.slack.sendRaw(message);
  await talk.says('ana', '/tf-action list');
  await talk.sees('ana', /What you can run here/);
  expect(talk.slack.connections).toBe(2);
  expect(talk.slack.calls.filter(({ method }) => method === 'apps.connections.open')).toHaveLength(opened);
  expect(warnings(talk)).toBeGreaterThan(0);
});

describe('a payload of unexpected shape', () => {
  test('null in optional fields is no obstacle; what cannot be read is told with a reference, or logged if it names nobody', async () => {
    const talk = await startConversation(bySre);
    const request = await talk.asks('ana');
    const press = (tamper: (payload: JsonObject) => JsonObject) =>
      talk.slack.clicks(PEOPLE.ben, 'Deny', request, { tamper });
    const told = () => talk.slack.sees(PEOPLE.ben, CHANNEL).map((seen) => talk.slack.readAloud(seen));
    const unreadable: readonly ((payload: JsonObject) => JsonObject)[] = [
      (payload) => ({ ...payload, actions: [] }),
      (payload) => ({ ...payload, actions: null }),
      (payload) => ({ ...payload, actions: 5 }),
      (payload) => ({ ...payload, actions: [null] }),
      (payload) => ({ ...payload, actions: [{ action_id: 'of_another_version', type: 'button' }] }),
      (payload) => ({ ...payload, container: 'message' }),
      (payload) => ({ ...payload, trigger_id: ['x'], response_url: null }),
      (payload) => ({ ...payload, team: [] }),
      (payload) => ({ ...payload, type: null, actions: undefined, command: 7 }),
    ];
    for (const [index, tamper] of unreadable.entries()) {
      const before = told().length;
      expect((await press(tamper)).failure, `shape ${index} is acknowledged`).toBeUndefined();
      await talk.until(() => told().length > before, `ben to be told of shape ${index}`);
      expect(told().at(-1), `shape ${index}`).toMatch(/Reference [0-9a-f]{8}/);
      const [, reference = 'none'] = /Reference ([0-9a-f]{8})/.exec(told().at(-1) ?? '') ?? [];
      await talk.passes(3_000);
      expect(
        talk.logged.some((line) => line.includes(reference)),
        `the reference of shape ${index}`,
      ).toBe(true);
    }
    const before = told().length;
    for (const tamper of [
      (payload: JsonObject) => ({ ...payload, user: null }),
      (payload: JsonObject) => ({ ...payload, user: { id: CHANNEL } }),
      () => ({}),
    ]) {
      expect((await press(tamper)).failure).toBeUndefined();
    }
    expect(told()).toHaveLength(before);
    expect(talk.read(request)).toMatch(/Awaiting approval/);
    const withNulls = (payload: JsonObject) => ({
      ...payload,
      team: null,
      channel: null,
      response_url: null,
      state: null,
    });
    await talk.slack.clicks(PEOPLE.ben, 'Approve', request, { tamper: withNulls });
    await talk.thread(request, /Succeeded/);
  });

  test('a command without text, channel name or team is read; one with an id that is none is told so', async () => {
    const talk = await startConversation();
    const says = (tamper: (payload: JsonObject) => JsonObject) =>
      talk.slack.says(PEOPLE.ana, CHANNEL, '/tf-action list', { tamper });
    await says((payload) => ({ ...payload, text: null, channel_name: null, team_domain: null, enterprise_id: null }));
    await talk.sees('ana', /runs the Terraform Actions on the allowlist/);
    await says((payload) => ({ ...payload, channel_id: 7 }));
    await talk.sees('ana', /Something went wrong on my side.*Reference [0-9a-f]{8}/s);
  });
});

test('HTTP mode: every method on every path has its answer, and ana is answered after all of them', async () => {
  const talk = await startConversation({ mode: 'http', environment: { TFE_NOTIFICATION_KEY: 'a-key' } });
  expect(await statuses(talk)).toEqual({
    '/healthz': 'GET 200, HEAD 200, POST 405, PUT 405, PATCH 405, DELETE 405, OPTIONS 405, TRACE 405',
    '/readyz': 'GET 200, HEAD 200, POST 405, PUT 405, PATCH 405, DELETE 405, OPTIONS 405, TRACE 405',
    '/metrics': 'GET 404, HEAD 404, POST 404, PUT 404, PATCH 404, DELETE 404, OPTIONS 404, TRACE 404',
    '/slack/events': 'GET 405, HEAD 405, POST 401, PUT 405, PATCH 405, DELETE 405, OPTIONS 405, TRACE 405',
    '/hcp/notifications': 'GET 405, HEAD 405, POST 401, PUT 405, PATCH 405, DELETE 405, OPTIONS 405, TRACE 405',
    '//h/slack/events': 'GET 404, HEAD 404, POST 404, PUT 404, PATCH 404, DELETE 404, OPTIONS 404, TRACE 404',
    '/': 'GET 404, HEAD 404, POST 404, PUT 404, PATCH 404, DELETE 404, OPTIONS 404, TRACE 404',
  });
  for (const body of ['null', '[]', '7', '', '{', '"x"']) {
    expect(await post(talk, body, 'application/json'), body).toBe(400);
    expect(await post(talk, `payload=${encodeURIComponent(body)}`, FORM), `payload=${body}`).toBe(400);
  }
  expect(await post(talk, 'a=b', `${FORM}; charset=utf-8`), 'a form that is no command').toBe(200);
  expect(await post(talk, '{"type":"url_verification","challenge":"c"}', 'application/json')).toBe(200);
  expect(await post(talk, ' '.repeat(1024 * 1024 + 1), 'application/json')).toBe(413);
  expect(await post(talk, 'ssl_check=1&payload=x', FORM, { signed: false })).toBe(200);
  await talk.says('ana', '/tf-action list');
  await talk.sees('ana', /What you can run here/);
  expect(warnings(talk)).toBeLessThan(10);
});

test('Socket Mode: every method on every path has its answer, with and without a notification key', async () => {
  const reads = 'GET 200, HEAD 200, POST 405, PUT 405, PATCH 405, DELETE 405, OPTIONS 405, TRACE 405';
  const nothing = 'GET 404, HEAD 404, POST 404, PUT 404, PATCH 404, DELETE 404, OPTIONS 404, TRACE 404';
  const posts = 'GET 405, HEAD 405, POST 401, PUT 405, PATCH 405, DELETE 405, OPTIONS 405, TRACE 405';
  const always = {
    '/healthz': reads,
    '/readyz': reads,
    '/slack/events': nothing,
    '//h/slack/events': nothing,
    '/': nothing,
  };
  const without = await startConversation();
  expect(await statuses(without)).toEqual({ ...always, '/metrics': reads, '/hcp/notifications': nothing });
  const withKey = await startConversation({ environment: { TFE_NOTIFICATION_KEY: 'a-key' } });
  expect(await statuses(withKey)).toEqual({ ...always, '/metrics': nothing, '/hcp/notifications': posts });
});

const FORM = 'application/x-www-form-urlencoded';
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'];
const PATHS = ['/healthz', '/readyz', '/metrics', '/slack/events', '/hcp/notifications', '//h/slack/events', '/'];

async function statuses(talk: Conversation): Promise<Readonly<Record<string, string>>> {
  const rows: [string, string][] = [];
  for (const path of PATHS) {
    const row: string[] = [];
    for (const method of METHODS) row.push(`${method} ${await call(talk, { method, path })}`);
    rows.push([path, row.join(', ')]);
  }
  return Object.fromEntries(rows);
}

const post = (talk: Conversation, body: string, type: string, { signed = true } = {}): Promise<number> => {
  const stamp = String(Math.floor(Date.now() / 1_000));
  const signature = `v0=${createHmac('sha256', SIGNING_SECRET).update(`v0:${stamp}:${body}`).digest('hex')}`;
  const headers: Record<string, string> = signed
    ? { 'x-slack-request-timestamp': stamp, 'x-slack-signature': signature }
    : {};
  return call(talk, { method: 'POST', path: '/slack/events', body, headers: { 'content-type': type, ...headers } });
};

const call = (
  talk: Conversation,
  sent: { method: string; path: string; body?: string; headers?: Readonly<Record<string, string>> },
): Promise<number> =>
  new Promise((resolve, reject) => {
    const { method, path, body = '', headers } = sent;
    const outgoing = openCall(
      { host: '127.0.0.1', port: talk.port(), method, path, headers, agent: false },
      (incoming) => {
        incoming.resume();
        incoming.on('end', () => resolve(incoming.statusCode ?? 0));
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
