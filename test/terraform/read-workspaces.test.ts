import { expect, test } from 'vitest';
import { connect, type Script, startServer } from './scripted-server.ts';

const WHERE = { organization: 'acme' } as const;

const page = (...ids: readonly string[]) => ({
  body: {
    data: ids.map((id) => ({
      id,
      type: 'workspaces',
      attributes: { name: id, locked: false },
      relationships: { 'current-run': { data: { id: `run-of-${id}`, type: 'runs' } } },
    })),
    included: ids.map((id) => ({
      id: `run-of-${id}`,
      type: 'runs',
      attributes: { status: 'planning' },
      relationships: { plan: { data: { id: `plan-of-${id}`, type: 'plans' } } },
    })),
  },
});

async function open(script: Script) {
  const server = await startServer(script);
  const asked = () => server.calls.map(({ url }) => decodeURIComponent(url.slice(url.indexOf('?') + 1)));
  return { ...connect(server.url), asked };
}

test('a page tells each workspace’s current run, the one with the newest first', async () => {
  const { terraform, asked } = await open(() => page('ws-1', 'ws-2'));
  const read = await terraform.readWorkspaces(WHERE, 'newest', 1);
  expect(read?.workspaces.map(({ id, currentRun }) => [id, currentRun?.id, currentRun?.status])).toEqual([
    ['ws-1', 'run-of-ws-1', 'planning'],
    ['ws-2', 'run-of-ws-2', 'planning'],
  ]);
  expect(read?.isLast).toBe(true);
  expect(asked()).toEqual([
    'page[number]=1&page[size]=100&include=current_run,current_run.plan,current_run.apply&sort=-current-run.created-at',
  ]);
});

test('those whose run is not over are asked for by every status that is no end', async () => {
  const { terraform, asked } = await open(() => page('ws-1'));
  await terraform.readWorkspaces(WHERE, 'open', 3);
  const [query = ''] = asked();
  expect(query).toMatch(/^page\[number\]=3&/);
  const statuses = /filter\[current-run\]\[status\]=([a-z_,]+)/.exec(query)?.[1]?.split(',') ?? [];
  expect(statuses).toEqual(expect.arrayContaining(['pending', 'planning', 'planned', 'policy_override', 'applying']));
  for (const over of ['applied', 'errored', 'discarded', 'canceled', 'planned_and_finished'])
    expect(statuses).not.toContain(over);
});

test('a server that does not know what it is asked for is asked for less, and not every time anew', async () => {
  const { terraform, asked } = await open(({ url }) => (/sort=|plan/.test(url) ? { status: 400 } : page('ws-1')));
  expect((await terraform.readWorkspaces(WHERE, 'newest', 1))?.workspaces).toHaveLength(1);
  expect(asked()).toHaveLength(3);
  await terraform.readWorkspaces(WHERE, 'newest', 2);
  expect(asked().at(-1)).toBe('page[number]=2&page[size]=100&include=current_run');
  expect(asked()).toHaveLength(4);
});

test('a list that is not shown is no list, and a service that is away throws', async () => {
  const hidden = await open(() => ({ status: 404, body: { errors: [{ status: '404' }] } }));
  expect(await hidden.terraform.readWorkspaces(WHERE, 'newest', 1)).toBeUndefined();
  const refused = await open(() => ({ status: 400, body: { errors: [{ status: '400' }] } }));
  await expect(refused.terraform.readWorkspaces(WHERE, 'newest', 1)).rejects.toThrow(/400/);
});
