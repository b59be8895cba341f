import { expect, test } from 'vitest';
import { connect, startServer } from './scripted-server.ts';

const WORKSPACE = {
  id: 'ws-1',
  type: 'workspaces',
  attributes: { name: 'acme-prod', locked: false },
  relationships: {},
};

test('many who read one workspace in the same instant cost one request, and whoever reads it afterwards reads it anew', async () => {
  const server = await startServer(() => ({ status: 200, body: { data: WORKSPACE } }));
  const { terraform } = connect(server.url);
  const read = () => terraform.readWorkspace({ organization: 'acme', workspace: 'acme-prod' });
  const [first, ...others] = await Promise.all(Array.from({ length: 25 }, read));
  expect(first?.id).toBe('ws-1');
  for (const other of others) expect(other).toBe(first);
  expect(server.calls).toHaveLength(1);
  await read();
  await terraform.readWorkspace({ organization: 'acme', workspace: 'ws-2' });
  expect(server.calls).toHaveLength(3);
});

test('one that fails is not kept', async () => {
  const server = await startServer((_, count) =>
    count === 1 ? { status: 404, body: { errors: [] } } : { status: 200, body: { data: WORKSPACE } },
  );
  const { terraform } = connect(server.url);
  const where = { organization: 'acme', workspace: 'acme-prod' };
  expect(await terraform.readWorkspace(where)).toBeUndefined();
  expect((await terraform.readWorkspace(where))?.id).toBe('ws-1');
});
