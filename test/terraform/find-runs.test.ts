import { expect, test } from 'vitest';
import { Unreachable } from '../../src/flows/ports/hcp-terraform.ts';
import { nextTurn, until } from './hand-clock.ts';
import { connect, type Reply, type Script, startServer } from './scripted-server.ts';

const TOKEN = '0123456789abcdef0123456789abcdef';
const MESSAGE = `cleanup in prod | request ${TOKEN} of tf-action`;

const run = (id: string, message: string, at?: string): object => ({
  id,
  type: 'runs',
  attributes: { status: 'pending', message, 'created-at': at },
});
const workspace = (current?: object): Reply => ({
  body: {
    data: {
      id: 'ws-1',
      type: 'workspaces',
      attributes: { name: 'prod' },
      relationships: current === undefined ? {} : { 'current-run': { data: { id: 'run-current', type: 'runs' } } },
    },
    included: current === undefined ? [] : [current],
  },
});
const list = (...runs: readonly object[]): Reply => ({ body: { data: runs } });

async function find(ofWorkspace: Reply, ofRuns: Reply) {
  const script: Script = ({ url }) => (url.includes('/runs?') ? ofRuns : ofWorkspace);
  const server = await startServer(script);
  const { terraform } = connect(server.url);
  const found = terraform.findRunsByToken({}, 'ws-1', TOKEN).then((runs) => runs.map(({ id }) => id));
  return { server, found };
}

test('the current run is looked at first, then one page of the list, as large as it gets', async () => {
  const { server, found } = await find(workspace(), list());
  expect(await found).toEqual([]);
  expect(server.calls.map(({ url }) => decodeURIComponent(url))).toEqual([
    '/api/v2/workspaces/ws-1?include=current_run,locked_by',
    '/api/v2/workspaces/ws-1/runs?page[size]=100',
  ]);
});

test('plan-only runs are asked for by their operation, since a list leaves them out', async () => {
  const server = await startServer(({ url }) => (url.includes('/runs?') ? list(run('run-1', MESSAGE)) : workspace()));
  const { terraform } = connect(server.url);
  const found = await terraform.findRunsByToken({}, 'ws-1', TOKEN, 'plan_only');
  expect(found.map(({ id }) => id)).toEqual(['run-1']);
  expect(decodeURIComponent(server.calls[1]?.url ?? '')).toBe(
    '/api/v2/workspaces/ws-1/runs?page[size]=100&filter[operation]=plan_only',
  );
});

test('a run that is current and on the list too is one run', async () => {
  const current = run('run-current', MESSAGE, '2026-11-24T09:00:00Z');
  const { found } = await find(workspace(current), list(current));
  expect(await found).toEqual(['run-current']);
});

test('the current run is found where the list does not have it', async () => {
  const current = run('run-current', MESSAGE, '2026-11-24T09:00:00Z');
  const { found } = await find(workspace(current), list(run('run-other', 'somebody else')));
  expect(await found).toEqual(['run-current']);
});

test('the oldest comes first, whatever the order of the list, also where the times are the same or absent', async () => {
  const times = await find(
    workspace(),
    list(
      run('run-2', MESSAGE, '2026-11-24T09:00:02.500Z'),
      run('run-3', MESSAGE, '2026-11-24T09:00:03+00:00'),
      run('run-1', MESSAGE, '2026-11-24T10:00:01+01:00'),
    ),
  );
  expect(await times.found).toEqual(['run-1', 'run-2', 'run-3']);
  const same = await find(workspace(), list(run('run-2', MESSAGE), run('run-1', MESSAGE)));
  expect(await same.found).toEqual(['run-1', 'run-2']);
});

test('25 lists of runs a minute, since HCP Terraform allows 30 and others need some: one more is not asked for', async () => {
  const server = await startServer(({ url }) => (url.includes('/runs?') ? list() : workspace()));
  const { terraform, clock } = connect(server.url);
  const looks = Array.from({ length: 26 }, (_, index) => terraform.findRunsByToken({}, `ws-${index}`, TOKEN));
  const ended = Promise.allSettled(looks);
  const lists = (): number => server.calls.filter(({ url }) => url.includes('/runs?')).length;
  while (lists() < 25) await nextTurn(clock, () => lists() >= 25);
  const refused = looks.map((look) => look.then(() => undefined, String));
  await until(() => clock.timers().length === 1, 'one look to wait for its turn');
  clock.jump(30_001);
  expect((await ended).filter(({ status }) => status === 'rejected')).toHaveLength(1);
  expect((await Promise.all(refused)).join('')).toMatch(/was not asked for .*\/runs/);
  expect(lists()).toBe(25);
});

test('only a whole word is the token', async () => {
  const messages = [`x${TOKEN}`, `${TOKEN}x`, TOKEN.toUpperCase(), TOKEN.slice(0, -1), `"${TOKEN}"`, '', 'other'];
  const others = messages.map((message, index) => run(`run-${index}`, message));
  const { found } = await find(workspace(), list(...others, run('run-own', `${TOKEN}\n`)));
  expect(await found).toEqual(['run-own']);
});

test.each<[string, Reply, Reply]>([
  ['the list is not shown', workspace(), { status: 404, body: { errors: [{ title: 'not found' }] } }],
  ['the list is refused', workspace(), { status: 400, body: { errors: [{ title: 'bad request' }] } }],
  ['the list is something else', workspace(), { body: { data: { id: 'run-1', type: 'runs' } } }],
  ['the workspace cannot be read', { status: 400, body: {} }, list()],
])('where %s nobody knows that there is none', async (_, ofWorkspace, ofRuns) => {
  const { found } = await find(ofWorkspace, ofRuns);
  await expect(found).rejects.toBeInstanceOf(Unreachable);
});
