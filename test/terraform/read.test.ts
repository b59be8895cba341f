import { expect, test } from 'vitest';
import { Unreachable } from '../../src/flows/ports/hcp-terraform.ts';
import { until } from './hand-clock.ts';
import { connect, type Reply, runDocument, secret, startServer, watch } from './scripted-server.ts';

const good: Reply = { body: runDocument() };
/** Why it could not be read. A successful read fails the test. */
const failure = (reading: Promise<unknown>): Promise<Unreachable> =>
  reading.then(
    () => Promise.reject(new Error('it was read')),
    (error: unknown) => {
      if (error instanceof Unreachable) return error;
      throw error;
    },
  );

test.each([
  ['a 500', { status: 500 }],
  ['a 503 in HTML', { status: 503, body: '<html>maintenance</html>' }],
  ['a page instead of JSON', { status: 200, body: '<html>log in</html>' }],
  ['a reset', 'reset'],
  ['an answer that breaks off', { headers: { 'content-length': '999' }, body: runDocument(), breaksOff: true }],
] as const)('%s: read again after 1, 2 and 4 s, and then it is known', async (_, bad) => {
  const server = await startServer((_call, count) => (count < 4 ? bad : good));
  const { terraform, clock } = connect(server.url);
  const reading = watch(terraform.readRun({}, 'run-1'));
  await clock.pass(1_000);
  await until(() => server.calls.length === 2, 'the second call');
  await clock.pass(2_000);
  await until(() => server.calls.length === 3, 'the third call');
  await clock.pass(4_000);
  expect((await reading.promise)?.id).toBe('run-1');
  expect(server.calls.length).toBe(4);
});

test('a service that stays away is Unreachable after four tries, with its last status', async () => {
  const server = await startServer(() => ({ status: 502, body: '<p>bad gateway</p>' }));
  const { terraform, clock } = connect(server.url);
  const reading = failure(terraform.readRun({}, 'run-1'));
  for (const wait of [1_000, 2_000, 4_000]) await clock.pass(wait);
  expect(await reading).toMatchObject({
    status: 502,
    message: expect.stringMatching(/502 to \/runs\/run-1: bad gateway/),
  });
  expect(server.calls.length).toBe(4);
});

test('while it is away nobody storms it: others fail at once, one call tries, and its answer opens the way', async () => {
  const state = { isAway: true };
  const server = await startServer(() => (state.isAway ? { status: 503 } : good));
  const { terraform, clock } = connect(server.url);
  const first = failure(terraform.readRun({}, 'run-1'));
  for (const wait of [1_000, 2_000, 4_000]) await clock.pass(wait);
  await first;
  const before = server.calls.length;
  for (let index = 0; index < 50; index += 1) {
    await expect(terraform.readRun({}, `run-${index}`)).rejects.toThrow(/was not asked/);
  }
  expect(server.calls.length).toBe(before);
  state.isAway = false;
  clock.jump(8_000);
  expect((await terraform.readRun({}, 'run-1'))?.id).toBe('run-1');
  await Promise.all(Array.from({ length: 10 }, () => terraform.readRun({}, 'run-1')));
  expect(server.calls.length).toBe(before + 11);
});

test('one run that the server cannot show keeps back no other', async () => {
  const server = await startServer(({ url }) => (url.includes('run-broken') ? { status: 500 } : good));
  const { terraform, clock } = connect(server.url);
  const broken = failure(terraform.readRun({}, 'run-broken'));
  for (const wait of [1_000, 2_000, 4_000]) {
    await terraform.readRun({}, 'run-1');
    await clock.pass(wait);
  }
  expect((await broken).status).toBe(500);
});

test('no answer in 10 s is no answer', async () => {
  const server = await startServer(() => 'hang');
  const { terraform, clock } = connect(server.url);
  const reading = failure(terraform.readRun({}, 'run-1'));
  await until(() => server.calls.length === 1, 'the call');
  await clock.pass(10_000);
  expect((await reading).message).toMatch(/no answer within 10 s/);
});

test('a 429 holds the identity for as long as it says, fractions of a second too', async () => {
  const server = await startServer((_, count) =>
    count === 1 ? { status: 429, headers: { 'x-ratelimit-reset': '2.25' } } : good,
  );
  const { terraform, clock } = connect(server.url);
  const limited = terraform.readRun({}, 'run-1');
  await until(() => clock.timers().some((left) => left === 2_250), 'the wait');
  const other = watch(terraform.readRun({}, 'run-2'));
  clock.jump(2_249);
  await new Promise((resolve) => setImmediate(resolve));
  expect(server.calls.length).toBe(1);
  clock.jump(1);
  await Promise.all([limited, other.promise]);
  expect(server.calls.length).toBe(3);
});

test('a 429 that asks for longer than a person waits is Unreachable at once', async () => {
  const server = await startServer(() => ({ status: 429, headers: { 'retry-after': '60' } }));
  const { terraform } = connect(server.url);
  expect(await failure(terraform.readRun({}, 'run-1'))).toMatchObject({ status: 429 });
  expect(server.calls.length).toBe(1);
});

test('a 401 has the token read anew, once, and the call made again with the new one', async () => {
  const server = await startServer(({ headers }) => (headers.authorization === 'Bearer new' ? good : { status: 401 }));
  const token = secret('old', 'new');
  const { terraform } = connect(server.url, { token });
  await Promise.all([terraform.readRun({}, 'run-1'), terraform.readRun({}, 'run-2')]);
  expect(token.rereads()).toBe(1);
  const { terraform: unlucky } = connect(server.url, { token: secret('old') });
  expect(await failure(unlucky.readRun({}, 'run-1'))).toMatchObject({ status: 401 });
});

test('404 is not there, in the words of the service; a page of some gateway says nothing', async () => {
  const server = await startServer(({ url }) =>
    url.includes('run-gone')
      ? { status: 404, body: { errors: [{ title: 'not found' }] } }
      : { status: 404, body: '<h1>?' },
  );
  const { terraform } = connect(server.url);
  expect(await terraform.readRun({}, 'run-gone')).toBeUndefined();
  expect(await failure(terraform.readRun({}, 'run-1'))).toMatchObject({ status: 404 });
});

test('a redirect is not followed, since the token would go along', async () => {
  const elsewhere = await startServer(() => good);
  const server = await startServer(() => ({ status: 302, headers: { location: `${elsewhere.url}/login` } }));
  const { terraform } = connect(server.url);
  expect(await failure(terraform.readRun({}, 'run-1'))).toMatchObject({ status: 302 });
  expect(elsewhere.calls.length).toBe(0);
});

test('an answer larger than 10 MB is no answer', async () => {
  const server = await startServer(() => ({ body: ' '.repeat(11 * 1024 * 1024) }));
  const { terraform, clock } = connect(server.url);
  const reading = failure(terraform.readRun({}, 'run-1'));
  for (const wait of [1_000, 2_000, 4_000]) await clock.pass(wait);
  expect((await reading).message).toMatch(/broke off or was too large/);
});

test('a server that does not know an include is asked for less', async () => {
  const server = await startServer(({ url }) => {
    const include = new URL(url, 'http://x').searchParams.get('include');
    return include === 'plan,apply' ? good : { status: 400, body: { errors: [{ title: 'include parameter' }] } };
  });
  const { terraform } = connect(server.url);
  expect((await terraform.readRun({}, 'run-1'))?.id).toBe('run-1');
  expect(server.calls.map(({ url }) => url)).toEqual([
    '/api/v2/runs/run-1?include=plan%2Capply%2Ccreated_by',
    '/api/v2/runs/run-1?include=plan%2Capply',
  ]);
});

test('where no plan came along it is read by itself, as what it changes decides over confirming', async () => {
  const plan = {
    data: {
      id: 'plan-1',
      type: 'plans',
      attributes: { status: 'finished', 'resource-additions': 0, 'resource-changes': '2', 'resource-destructions': 0 },
    },
  };
  const relationships = { plan: { data: { id: 'plan-1', type: 'plans' } }, apply: { data: null } };
  const server = await startServer(({ url }) => {
    if (url.startsWith('/api/v2/plans/')) return { body: plan };
    return url.includes('include') ? { status: 400, body: {} } : { body: runDocument({}, 'run-1', relationships) };
  });
  const { terraform } = connect(server.url);
  expect((await terraform.readRunToAct({}, 'run-1'))?.plan).toEqual({
    id: 'plan-1',
    status: 'finished',
    resourceChanges: 2,
    actionInvocations: undefined,
  });
});

test('parts of a path are percent-encoded', async () => {
  const server = await startServer(() => ({ status: 404, body: {} }));
  const { terraform } = connect(server.url);
  await terraform.readWorkspace({ organization: 'a/../b', workspace: 'x?y#z' });
  await terraform.readRun({}, '../workspaces/ws-1');
  expect(server.calls.map(({ url }) => url.replace(/\?.*/, ''))).toEqual([
    '/api/v2/organizations/a%2F..%2Fb/workspaces/x%3Fy%23z',
    '/api/v2/runs/..%2Fworkspaces%2Fws-1',
  ]);
});

test('a workspace is read by the id that HCP Terraform gave, whatever its form', async () => {
  const id = 'ws-8f14e45f-ceea-4b3c';
  const server = await startServer(({ url }) =>
    url.startsWith(`/api/v2/workspaces/${id}`)
      ? { status: 200, body: { data: { id, type: 'workspaces', attributes: { name: 'acme-prod' } } } }
      : { status: 404, body: { errors: [{ status: '404', title: 'not found' }] } },
  );
  const { terraform } = connect(server.url);
  expect(await terraform.readWorkspace({ workspaceId: id })).toMatchObject({ id, name: 'acme-prod' });
});
