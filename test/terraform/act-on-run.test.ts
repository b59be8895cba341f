import { expect, test } from 'vitest';
import { Unreachable } from '../../src/flows/ports/hcp-terraform.ts';
import { connect, type Reply, runDocument, secret, startServer, TOKEN } from './scripted-server.ts';

test('confirm, discard and cancel are bare JSON with a comment, under the apply token alone', async () => {
  const server = await startServer(() => ({ status: 202 }));
  const { terraform } = connect(server.url, { applyToken: secret('the-apply-token') });
  expect(await terraform.confirmRun({}, 'run-1', async () => 'Confirmed by Ben')).toBe('accepted');
  expect(await terraform.discardRun({}, 'run-1', async () => '')).toBe('accepted');
  expect(await terraform.cancelRun({}, 'run-1', async () => 'x'.repeat(2_000))).toBe('accepted');
  expect(server.calls.map(({ method, url }) => `${method} ${url}`)).toEqual([
    'POST /api/v2/runs/run-1/actions/apply',
    'POST /api/v2/runs/run-1/actions/discard',
    'POST /api/v2/runs/run-1/actions/cancel',
  ]);
  for (const { headers } of server.calls) {
    expect(headers).toMatchObject({
      authorization: 'Bearer the-apply-token',
      'content-type': 'application/vnd.api+json',
    });
  }
  const comments = server.calls.map(({ body }) => JSON.parse(body));
  expect(comments.slice(0, 2)).toEqual([{ comment: 'Confirmed by Ben' }, { comment: '' }]);
  expect(comments[2].comment).toHaveLength(1_000);
});

test('the apply token reads just before it acts, and never creates; without one the other does everything', async () => {
  const server = await startServer(({ method }) => ({ status: method === 'POST' ? 201 : 200, body: runDocument() }));
  const { terraform } = connect(server.url, { applyToken: secret('the-apply-token') });
  await terraform.readRunToAct({}, 'run-1');
  await terraform.readRun({}, 'run-1');
  const run = { workspaceId: 'ws-1', configurationVersionId: undefined, address: 'a', message: 'm', variables: [] };
  await terraform.createRun({}, async () => run);
  const alone = connect(server.url).terraform;
  await alone.readRunToAct({}, 'run-1');
  expect(server.calls.map(({ headers }) => headers.authorization)).toEqual([
    'Bearer the-apply-token',
    `Bearer ${TOKEN}`,
    `Bearer ${TOKEN}`,
    `Bearer ${TOKEN}`,
  ]);
});

const answers: readonly (readonly [number, string])[] = [
  [200, 'accepted'],
  [202, 'accepted'],
  [409, 'not_allowed'],
  [401, 'token_refused'],
  [403, 'forbidden'],
  [404, 'forbidden'],
];

test.each(answers)('%i is %s', async (status, answer) => {
  const server = await startServer(() => ({ status }));
  const { terraform } = connect(server.url);
  expect(await terraform.confirmRun({}, 'run-1', async () => 'c')).toBe(answer);
  expect(server.calls.length).toBe(1);
});

test.each<[string, Reply | 'reset']>([
  ['500', { status: 500 }],
  ['a redirect', { status: 302, headers: { location: '/' } }],
  ['422', { status: 422 }],
  ['429', { status: 429 }],
  ['a reset', 'reset'],
])('%s: Unreachable, and not sent again', async (_, reply) => {
  const server = await startServer(() => reply);
  const { terraform, clock } = connect(server.url);
  await expect(terraform.confirmRun({}, 'run-1', async () => 'c')).rejects.toBeInstanceOf(Unreachable);
  clock.jump(600_000);
  expect(server.calls.length).toBe(1);
});

test('a 401 did nothing, so a renewed token is tried once', async () => {
  const server = await startServer(({ headers }) => ({ status: headers.authorization === 'Bearer new' ? 202 : 401 }));
  const { terraform } = connect(server.url, { applyToken: secret('old', 'new') });
  expect(await terraform.discardRun({}, 'run-1', async () => 'c')).toBe('accepted');
  expect(server.calls.length).toBe(2);
});

test('a renewed token is a second call, and that one is decided anew', async () => {
  const server = await startServer(() => ({ status: 401 }));
  const { terraform } = connect(server.url, { applyToken: secret('old', 'new') });
  const comments = ['c', undefined];
  expect(await terraform.confirmRun({}, 'run-1', async () => comments.shift())).toBe('not_sent');
  expect(server.calls.length).toBe(1);
});

test('what acts goes before reads that wait for the budget', async () => {
  const server = await startServer(({ method }) => (method === 'POST' ? { status: 202 } : { body: runDocument() }));
  const { terraform, clock } = connect(server.url);
  await Promise.all(Array.from({ length: 20 }, () => terraform.readRun({}, 'run-1')));
  const reads = Array.from({ length: 40 }, () => terraform.readRun({}, 'run-1'));
  await new Promise((resolve) => setImmediate(resolve));
  const confirming = terraform.confirmRun({}, 'run-1', async () => 'c');
  await clock.pass(1_000);
  expect(await confirming).toBe('accepted');
  expect(server.calls.length).toBeLessThanOrEqual(40);
  await clock.pass(1_000);
  await clock.pass(1_000);
  await Promise.all(reads);
});

test('two connections with the same tokens share one budget, others do not', async () => {
  const server = await startServer(() => ({ body: runDocument() }));
  const shared = { name: 'again', address: `${server.url}/`, token: secret(TOKEN) };
  const other = { name: 'other', address: server.url, token: secret('another-token') };
  const { terraform, clock } = connect(server.url, {}, [shared, other]);
  await Promise.all(Array.from({ length: 20 }, () => terraform.readRun({}, 'run-1')));
  await terraform.readRun({ connection: 'other' }, 'run-1');
  const waiting = terraform.readRun({ connection: 'again' }, 'run-1');
  await new Promise((resolve) => setImmediate(resolve));
  expect(server.calls.length).toBe(21);
  await clock.pass(1_000);
  await waiting;
  expect(terraform.addressOf({ connection: 'again' })).toBe(server.url);
});
