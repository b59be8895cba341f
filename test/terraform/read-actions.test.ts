import { expect, test } from 'vitest';
import { Unreachable } from '../../src/flows/ports/hcp-terraform.ts';
import { connect, type Reply, startServer } from './scripted-server.ts';

const action = (attributes: object, id = 'action-1'): object => ({
  id,
  type: 'actions',
  attributes: { address: 'action.t.n', 'module-address': 'system:root_module', 'instance-type': null, ...attributes },
});
const invocation = (status: unknown, key: unknown = null, id = `ai-${Math.random()}`): object => ({
  id,
  type: 'action-invocations',
  attributes: { 'final-status': status, 'action-key': key },
});

/** Lists by the part of their path. Any other one does not exist. */
async function serve(lists: Readonly<Record<string, (page: number) => Reply>>) {
  const server = await startServer(({ url }) => {
    const { pathname, searchParams } = new URL(url, 'http://x');
    const list = Object.entries(lists).find(([end]) => pathname.endsWith(end))?.[1];
    return list?.(Number(searchParams.get('page[number]'))) ?? { status: 404, body: {} };
  });
  return { ...connect(server.url), server };
}
const whole =
  (data: readonly object[], more: object = {}) =>
  (): Reply => ({ body: { data, ...more } });
const of = (actions: readonly object[], invocations: readonly object[]) => ({
  '/terraform-actions': whole(actions, { links: { next: null } }),
  '/invocations': whole(invocations),
});

test.each<[string, string, object]>([
  ['in the root module', 'action.t.n', {}],
  ['in a module, listed as relative', 'module.foo.action.t.n', { 'module-address': 'module.foo' }],
  [
    'in a module, listed in full',
    'module.foo.action.t.n',
    { address: 'module.foo.action.t.n', 'module-address': 'module.foo' },
  ],
  ['in an instance of a module, listed without it', 'module.a["eu"].action.t.n', { 'module-address': 'module.a' }],
  ['in an instance of a module, listed with it', 'module.a["eu"].action.t.n', { 'module-address': 'module.a["eu"]' }],
])('an action %s is found in the list', async (_, address, attributes) => {
  const { terraform } = await serve(
    of([action({ address: 'action.t.other' }), action(attributes)], [invocation('failed')]),
  );
  expect(await terraform.readInvocations({}, 'ws-1', address, 'run-1')).toEqual(['failed']);
});

test.each([
  ['another module', 'module.bar.action.t.n', { 'module-address': 'module.foo' }],
  ['another instance of the module', 'module.a["us"].action.t.n', { 'module-address': 'module.a["eu"]' }],
  ['the root module', 'module.foo.action.t.n', {}],
])('an action of the same name in %s is another action', async (_, address, attributes) => {
  const { terraform } = await serve(of([action(attributes)], [invocation('successful')]));
  expect(await terraform.readInvocations({}, 'ws-1', address, 'run-1')).toBeUndefined();
  expect(await terraform.countInstances({}, 'ws-1', address)).toBeUndefined();
});

test('with a key only that instance counts, without one all do; a status that is not known has not ended', async () => {
  const lists = of(
    [action({ 'instance-type': 'for_each', 'for-each-values': ['a', 'b'] })],
    [invocation('successful', 'a'), invocation('failed', 'b'), invocation('in_the_works', 'a'), invocation(null, null)],
  );
  const { terraform } = await serve(lists);
  expect(await terraform.readInvocations({}, 'ws-1', 'action.t.n["a"]', 'run-1')).toEqual([
    'successful',
    undefined,
    undefined,
  ]);
  expect(await terraform.readInvocations({}, 'ws-1', 'action.t.n', 'run-1')).toHaveLength(4);
});

test('a number as a key is the same however it is written', async () => {
  const { terraform } = await serve(
    of([action({ 'instance-type': 'count', 'count-value': 2 })], [invocation('failed', 0), invocation('failed', '1')]),
  );
  expect(await terraform.readInvocations({}, 'ws-1', 'action.t.n[0]', 'run-1')).toEqual(['failed']);
  expect(await terraform.readInvocations({}, 'ws-1', 'action.t.n[1]', 'run-1')).toEqual(['failed']);
});

test.each<[string, object, number | undefined]>([
  ['action.t.n', { 'instance-type': 'count', 'count-value': 3 }, 3],
  ['action.t.n', { 'instance-type': 'count', 'count-value': '3' }, 3],
  ['action.t.n[1]', { 'instance-type': 'count', 'count-value': 3 }, 1],
  ['action.t.n', { 'instance-type': 'for_each', 'for-each-values': ['a', 'b'] }, 2],
  ['action.t.n["a"]', { 'instance-type': 'for_each', 'for-each-values': ['a', 'b'] }, 1],
  ['action.t.n', { 'instance-type': null }, 1],
  ['action.t.n', { 'instance-type': 'single' }, 1],
  ['action.t.n', { 'instance-type': 'count', 'count-value': null }, undefined],
  ['action.t.n', { 'instance-type': 'of_a_later_kind' }, undefined],
])('%s of %j invokes %s', async (address, attributes, instances) => {
  const { terraform } = await serve(of([action(attributes)], []));
  expect(await terraform.countInstances({}, 'ws-1', address)).toBe(instances);
});

test.each<[string, Reply]>([
  ['404', { status: 404, body: { errors: [] } }],
  ['404 in HTML, as a server has it that knows no such page', { status: 404, body: '<h1>Not found</h1>' }],
  ['403', { status: 403, body: { errors: [] } }],
])('without the actions API (%s) nothing is known', async (_, reply) => {
  const { terraform } = await serve({ '/terraform-actions': () => reply });
  expect(await terraform.readInvocations({}, 'ws-1', 'action.t.n', 'run-1')).toBeUndefined();
  expect(await terraform.countInstances({}, 'ws-1', 'action.t.n')).toBeUndefined();
});

const many = (from: number, to: number): readonly object[] =>
  Array.from({ length: to - from }, (_, index) => invocation('successful', null, `ai-${from + index}`));

test.each<[string, (page: number) => Reply, number]>([
  [
    'links alone',
    (page) => ({
      body: { data: many(page * 100, page * 100 + 100), links: { next: page < 3 ? 'http://elsewhere' : null } },
    }),
    300,
  ],
  [
    'a total alone',
    (page) => ({
      body: {
        data: many(page * 20, page * 20 + (page < 3 ? 20 : 2)),
        meta: { counts: { invocations: { total: 42 } } },
      },
    }),
    42,
  ],
  ['neither, until nothing comes', (page) => ({ body: { data: page < 3 ? many(page * 20, page * 20 + 20) : [] } }), 40],
  ['neither, and the page not heeded', () => ({ body: { data: many(0, 25) } }), 25],
])('all pages are read: with %s', async (_, page, total) => {
  const { terraform } = await serve({ '/terraform-actions': whole([action({})]), '/invocations': page });
  expect(await terraform.readInvocations({}, 'ws-1', 'action.t.n', 'run-1')).toHaveLength(total);
});

test('a list that is longer than anything believable is no answer, rather than half of one', async () => {
  const { terraform, clock } = await serve({
    '/terraform-actions': whole([action({})]),
    '/invocations': (page) => ({ body: { data: many(page * 20, page * 20 + 20), links: { next: 'x' } } }),
  });
  const reading = terraform.readInvocations({}, 'ws-1', 'action.t.n', 'run-1').catch((error: unknown) => error);
  for (let second = 0; second < 2; second += 1) await clock.pass(1_000);
  expect(await reading).toBeInstanceOf(Unreachable);
});

test('a later page that cannot be read is no end of the list', async () => {
  const { terraform } = await serve({
    '/terraform-actions': whole([action({})]),
    '/invocations': (page) =>
      page === 1 ? { body: { data: many(0, 100), links: { next: 'x' } } } : { status: 404, body: {} },
  });
  await expect(terraform.readInvocations({}, 'ws-1', 'action.t.n', 'run-1')).rejects.toBeInstanceOf(Unreachable);
});

test('pages are asked for with encoded brackets', async () => {
  const { terraform, server } = await serve(of([], []));
  await terraform.countInstances({}, 'ws-1', 'action.t.n');
  expect(server.calls[0]?.url).toBe('/api/v2/workspaces/ws-1/terraform-actions?page%5Bnumber%5D=1&page%5Bsize%5D=100');
});
