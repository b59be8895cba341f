import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { expect, onTestFinished, test } from 'vitest';
import type { Creation } from '../../src/flows/ports/hcp-terraform.ts';
import { until } from './hand-clock.ts';
import { connect, type Reply, runDocument, secret, startServer, TOKEN, watch } from './scripted-server.ts';

const RUN = {
  workspaceId: 'ws-1',
  configurationVersionId: 'cv-1',
  address: 'module.utils.action.aws_lambda_invoke.cleanup',
  message: 'cleanup in prod | request 0123456789abcdef of tf-action',
  variables: [{ key: 'cleanup_older_than_days', value: '30' }],
};

const errors = (...all: readonly (object | string)[]): object => ({ errors: all });

test('sends exactly what it means to, as JSON:API, with the token and nothing else', async () => {
  const server = await startServer(() => ({ status: 201, body: runDocument({}, 'run-77') }));
  const { terraform } = connect(server.url);
  expect(await terraform.createRun({}, async () => RUN)).toMatchObject({
    kind: 'created',
    run: { id: 'run-77', status: 'pending' },
  });
  const [call] = server.calls;
  expect(server.calls.length).toBe(1);
  expect([call?.method, call?.url]).toEqual(['POST', '/api/v2/runs']);
  expect(call?.headers).toMatchObject({
    authorization: `Bearer ${TOKEN}`,
    'content-type': 'application/vnd.api+json',
    accept: 'application/vnd.api+json',
    'user-agent': 'tf-action/test',
  });
  expect(JSON.parse(call?.body ?? '')).toEqual({
    data: {
      type: 'runs',
      attributes: {
        message: RUN.message,
        'auto-apply': false,
        'invoke-action-addrs': [RUN.address],
        variables: [{ key: 'cleanup_older_than_days', value: '30' }],
      },
      relationships: {
        workspace: { data: { type: 'workspaces', id: 'ws-1' } },
        'configuration-version': { data: { type: 'configuration-versions', id: 'cv-1' } },
      },
    },
  });
});

test('without variables and without a frozen configuration version neither is named', async () => {
  const server = await startServer(() => ({ status: 201, body: runDocument() }));
  const { terraform } = connect(server.url);
  await terraform.createRun({}, async () => ({ ...RUN, variables: [], configurationVersionId: undefined }));
  const { data } = JSON.parse(server.calls[0]?.body ?? '');
  expect(Object.keys(data.attributes)).toEqual(['message', 'auto-apply', 'invoke-action-addrs']);
  expect(Object.keys(data.relationships)).toEqual(['workspace']);
});

test('a plan-only run is the same with one attribute more', async () => {
  const server = await startServer(() => ({ status: 201, body: runDocument() }));
  const { terraform } = connect(server.url);
  await terraform.createRun({}, async () => ({ ...RUN, planOnly: false }));
  await terraform.createRun({}, async () => ({ ...RUN, planOnly: true }));
  const [real, planOnly] = server.calls.map(({ body }) => JSON.parse(body).data);
  expect(Object.keys(real.attributes)).toEqual(['message', 'auto-apply', 'invoke-action-addrs', 'variables']);
  expect(planOnly).toEqual({ ...real, attributes: { ...real.attributes, 'plan-only': true } });
});

const told: readonly (readonly [string, Reply, Creation])[] = [
  [
    '401',
    { status: 401, body: errors({ title: 'unauthorized' }) },
    { kind: 'refused', status: 401, said: 'unauthorized' },
  ],
  [
    '403',
    { status: 403, body: errors({ status: 403, title: 'forbidden', detail: 'not yours' }) },
    { kind: 'refused', status: 403, said: 'forbidden: not yours' },
  ],
  ['404', { status: 404, body: errors({ title: 'not found' }) }, { kind: 'refused', status: 404, said: 'not found' }],
  [
    '422 with plain strings',
    { status: 422, body: errors('Configuration version is missing', 'and more') },
    { kind: 'refused', status: 422, said: 'Configuration version is missing; and more' },
  ],
  [
    '422 while the configuration version is being processed',
    { status: 422, body: errors({ title: 'Invalid', detail: 'Configuration version is still being processed.' }) },
    {
      kind: 'later',
      why: 'busy',
      afterMilliseconds: 5_000,
      said: 'Invalid: Configuration version is still being processed.',
    },
  ],
  [
    '403 of a gateway, in HTML',
    { status: 403, body: `<html><body><h1>Blocked</h1>${'x '.repeat(400)}</body></html>` },
    { kind: 'refused', status: 403, said: expect.stringMatching(/^Blocked x x .{280,295}…$/) },
  ],
  [
    '409',
    { status: 409, body: errors({ title: 'conflict' }) },
    { kind: 'later', why: 'busy', afterMilliseconds: 15_000, said: 'conflict' },
  ],
  [
    '429 with HCP Terraform’s header',
    { status: 429, headers: { 'x-ratelimit-reset': '1.5' }, body: errors({ title: 'slow', status: 429 }) },
    { kind: 'later', why: 'rate_limited', afterMilliseconds: 1_500, said: 'slow' },
  ],
  [
    '429 with Retry-After',
    { status: 429, headers: { 'retry-after': '7' } },
    { kind: 'later', why: 'rate_limited', afterMilliseconds: 7_000, said: '' },
  ],
  ['429 with neither', { status: 429 }, { kind: 'later', why: 'rate_limited', afterMilliseconds: 1_000, said: '' }],
];

test.each(told)('%s: there is no run, and what was said is passed on', async (_, reply, creation) => {
  const server = await startServer(() => reply);
  const { terraform } = connect(server.url);
  expect(await terraform.createRun({}, async () => RUN)).toEqual(creation);
  expect(server.calls.length).toBe(1);
});

const untold: readonly (readonly [string, Reply | 'reset'])[] = [
  ['500', { status: 500 }],
  ['502 in HTML', { status: 502, body: '<html>bad gateway</html>' }],
  ['503', { status: 503, headers: { 'retry-after': '1' } }],
  ['504', { status: 504 }],
  ['400', { status: 400, body: errors({ title: 'bad request' }) }],
  ['418', { status: 418 }],
  ['200', { status: 200, body: runDocument() }],
  ['204', { status: 204 }],
  ['a redirect', { status: 307, headers: { location: '/api/v2/runs' } }],
  ['a 201 that is no JSON', { status: 201, body: '<html>Welcome</html>' }],
  ['a 201 that is empty', { status: 201 }],
  ['a 201 without an id', { status: 201, body: { data: { type: 'runs', attributes: { status: 'pending' } } } }],
  ['a 201 of something else', { status: 201, body: { data: { id: 'ws-1', type: 'workspaces' } } }],
  [
    'a 201 that breaks off',
    { status: 201, headers: { 'content-length': '900' }, body: runDocument(), breaksOff: true },
  ],
  ['a 201 without end', { status: 201, body: ' '.repeat(11 * 1024 * 1024) }],
  ['a reset', 'reset'],
];

test.each(untold)('%s: it is unknown whether there is a run, and the one call is never repeated', async (_, reply) => {
  const server = await startServer(() => reply);
  const { terraform, clock } = connect(server.url);
  expect(await terraform.createRun({}, async () => RUN)).toMatchObject({ kind: 'unknown' });
  clock.jump(600_000);
  expect(server.calls.length).toBe(1);
});

test('nobody listens: unknown', async () => {
  const { terraform } = connect('http://127.0.0.1:1');
  expect(await terraform.createRun({}, async () => RUN)).toEqual({ kind: 'unknown', why: 'no answer (ECONNREFUSED)' });
});

test('no answer in 20 s is unknown, also where the answer has begun', async () => {
  for (const reply of ['hang', { status: 201, headers: { 'content-length': '900' }, body: '{' }] as const) {
    const server = await startServer(() => reply);
    const { terraform, clock } = connect(server.url);
    const creating = watch(terraform.createRun({}, async () => RUN));
    await until(() => server.calls.length === 1, 'the call');
    clock.jump(19_999);
    await new Promise((resolve) => setImmediate(resolve));
    expect(creating.ended()).toBe(false);
    clock.jump(1);
    expect(await creating.promise).toEqual({ kind: 'unknown', why: 'no answer within 20 s' });
    expect(server.calls.length).toBe(1);
  }
});

test('goes over a connection of its own, so that an old one about to be closed leaves nothing open', async () => {
  const server = await startServer(({ method }) => ({ status: method === 'POST' ? 201 : 200, body: runDocument() }));
  const { terraform } = connect(server.url);
  await terraform.readRun({}, 'run-1');
  await terraform.createRun({}, async () => RUN);
  const [read, create] = server.calls;
  expect(create?.socket).not.toBe(read?.socket);
});

test('a renewed token is tried again at once, and refused where it is the same', async () => {
  const server = await startServer(({ headers }) =>
    headers.authorization === 'Bearer new-token'
      ? { status: 201, body: runDocument() }
      : { status: 401, body: errors({ title: 'unauthorized' }) },
  );
  const { terraform } = connect(server.url, { token: secret('old-token', 'new-token') });
  expect(await terraform.createRun({}, async () => RUN)).toMatchObject({
    kind: 'later',
    why: 'token_renewed',
    afterMilliseconds: 0,
  });
  expect(server.calls.length).toBe(1);
  expect(await terraform.createRun({}, async () => RUN)).toMatchObject({ kind: 'created' });
});

test('a 429 holds every call of the identity, and a create that would wait too long is told so without being sent', async () => {
  const server = await startServer((_, count) =>
    count === 1 ? { status: 429, headers: { 'x-ratelimit-reset': '25.5' } } : { status: 201, body: runDocument() },
  );
  const { terraform, clock } = connect(server.url);
  await terraform.createRun({}, async () => RUN);
  let asked = 0;
  const decide = async () => {
    asked += 1;
    return RUN;
  };
  const second = terraform.createRun({}, decide);
  await clock.pass(10_001);
  expect(await second).toEqual({ kind: 'no_turn', afterMilliseconds: 15_499 });
  expect(server.calls.length).toBe(1);
  const third = terraform.createRun({}, decide);
  clock.jump(9_000);
  clock.jump(6_500);
  expect(await third).toMatchObject({ kind: 'no_turn' });
  expect(asked, 'nothing is decided without a turn').toBe(0);
  clock.jump(1_000);
  expect(await terraform.createRun({}, async () => RUN)).toMatchObject({ kind: 'created' });
});

test('what to send is decided when the turn has come, and what is decided against is never sent', async () => {
  const server = await startServer((_, count) =>
    count === 1 ? { status: 429, headers: { 'x-ratelimit-reset': '8' } } : { status: 201, body: runDocument() },
  );
  const { terraform, clock } = connect(server.url);
  await terraform.createRun({}, async () => RUN);
  const decidedAt: number[] = [];
  const began = clock.now();
  const answers = [RUN, undefined].map((run) =>
    terraform.createRun({}, async () => {
      decidedAt.push(clock.now() - began);
      return run;
    }),
  );
  const failing = terraform.createRun({}, () => Promise.reject(new Error('the store is away')));
  failing.catch(() => undefined);
  await clock.pass(8_000);
  expect(await Promise.all(answers)).toMatchObject([{ kind: 'created' }, { kind: 'not_sent' }]);
  await expect(failing).rejects.toThrow('the store is away');
  expect(decidedAt).toEqual([8_000, 8_000]);
  expect(server.calls.length).toBe(2);
});

test('the 20 s for an answer begin when the call is sent, however long it was decided about', async () => {
  const server = await startServer(() => 'hang');
  const { terraform, clock } = connect(server.url);
  let decide = (_: typeof RUN): void => undefined;
  const creating = watch(
    terraform.createRun(
      {},
      () =>
        new Promise((resolve) => {
          decide = resolve;
        }),
    ),
  );
  await new Promise((resolve) => setImmediate(resolve));
  clock.jump(15_000);
  decide(RUN);
  await until(() => server.calls.length === 1, 'the call');
  clock.jump(19_999);
  expect(creating.ended()).toBe(false);
  clock.jump(1);
  expect(await creating.promise).toEqual({ kind: 'unknown', why: 'no answer within 20 s' });
});

test('a connection that is not there is a fault of ours, and says what to set', async () => {
  const { terraform } = connect('http://127.0.0.1:1');
  await expect(terraform.createRun({ connection: 'eu' }, async () => RUN)).rejects.toThrow(
    /connection eu; its TFE_ variables/,
  );
});

test('a process that stands still between its decision and the connection sends nothing, and says so for certain', async () => {
  const server = await startServer(() => ({ status: 201, body: runDocument() }));
  const { terraform, clock } = connect(server.url);
  const standStill = (): void => clock.jump(15_000);
  subscribe('net.client.socket', standStill);
  onTestFinished(() => void unsubscribe('net.client.socket', standStill));
  expect(await terraform.createRun({}, async () => RUN)).toMatchObject({ kind: 'later', why: 'decided_late' });
  expect(server.calls).toEqual([]);
});
