import { expect, test } from 'vitest';
import { demoPace } from '../../src/sandbox/terraform/pace.ts';
import { startCaller } from './terraform-client.ts';

test("a run waits behind another person's until that one is over", async () => {
  const { terraform, createdRun, get, workspaceId } = await startCaller();
  const front = terraform.startOtherRun('acme-prod', { by: 'ines', message: 'Resize the database' });
  const id = await createdRun();
  terraform.advanceTo(front, 'planned');
  expect(() => terraform.advance(id)).toThrow(`${front} (planned) is in front of it`);
  const seen = (await get(`/workspaces/${workspaceId}?include=current_run`)).body;
  expect(seen.data.relationships['current-run'].data.id).toBe(front);
  expect(seen.included[0].attributes).toMatchObject({
    status: 'planned',
    message: 'Resize the database',
    source: 'tfe-ui',
  });
  const creator = seen.included[0].relationships['created-by'].data.id;
  const run = (await get(`/runs/${front}?include=created_by`)).body;
  expect(run.included[0]).toMatchObject({ id: creator, attributes: { username: 'ines' } });
  terraform.confirm(front, 'ines');
  terraform.advanceTo(front, 'applied');
  terraform.advanceTo(id, 'planned');
  expect((await get(`/workspaces/${workspaceId}`)).body.data.relationships['current-run'].data.id).toBe(id);
});

test('a locked workspace leaves its next run pending at the head of the queue', async () => {
  const { terraform, createdRun, get, workspaceId } = await startCaller();
  terraform.lock('acme-prod', { by: 'ines', reason: 'migration' });
  const id = await createdRun();
  expect(() => terraform.advance(id)).toThrow('the workspace is locked by ines');
  const { data, included } = (await get(`/workspaces/${workspaceId}?include=locked_by,current_run`)).body;
  expect(data.attributes).toMatchObject({ locked: true, 'locked-reason': 'migration' });
  expect(data.relationships['locked-by'].data.type).toBe('users');
  expect(data.relationships['current-run'].data.id).toBe(id);
  expect(included[0].attributes.username).toBe('ines');
  expect(() => terraform.lock('acme-prod', { by: 'cem' })).toThrow('locked already, by ines');
  terraform.unlock('acme-prod');
  terraform.advanceTo(id, 'planned');
  expect(() => terraform.lock('acme-prod', { by: 'cem' })).toThrow(`locked already, by ${id}`);
});

test('on its own pace the queue moves when it can', async () => {
  const { terraform, clock, createdRun } = await startCaller({ pace: demoPace });
  const front = terraform.startOtherRun('acme-prod', { by: 'ines' });
  const id = await createdRun();
  clock.move(60_000);
  expect([terraform.run(front).status, terraform.run(id).status]).toEqual(['planned', 'pending']);
  terraform.discard(front, 'ines');
  clock.move(60_000);
  expect(terraform.run(id).status).toBe('planned');
  terraform.discard(id, 'ines');
  terraform.lock('acme-prod', { by: 'sre', kind: 'team' });
  const locked = await createdRun();
  clock.move(60_000);
  expect(terraform.run(locked).status).toBe('pending');
  terraform.unlock('acme-prod');
  clock.move(60_000);
  expect(terraform.run(locked).status).toBe('planned');
});

test('an older server refuses a run while the workspace is busy or locked', async () => {
  const { terraform, create } = await startCaller({ busy: 'conflict' });
  const front = terraform.startOtherRun('acme-prod', { by: 'ines' });
  expect((await create()).status).toBe(409);
  terraform.advanceTo(front, 'planned');
  terraform.discard(front, 'ines');
  terraform.lock('acme-prod', { by: 'ines' });
  expect((await create()).status).toBe(409);
  terraform.unlock('acme-prod');
  expect((await create()).status).toBe(201);
});

test('workspaces are listed by pages of at most 100, with the current run of each', async () => {
  const { terraform, createdRun, get } = await startCaller();
  for (let number = 0; number < 120; number++) terraform.addWorkspace({ name: `team-${number}` });
  terraform.addWorkspace({ name: 'elsewhere', organization: 'globex' });
  const id = await createdRun();
  const first = (await get('/organizations/acme/workspaces?page%5Bsize%5D=500&include=current_run.plan')).body;
  expect(first.data).toHaveLength(100);
  expect(first.meta.pagination).toEqual({
    'current-page': 1,
    'page-size': 100,
    'next-page': 2,
    'prev-page': null,
    'total-count': 121,
    'total-pages': 2,
  });
  expect(first.included.map(({ type }: { type: string }) => type)).toEqual(['runs', 'plans']);
  const second = await fetch(first.links.next, { headers: { authorization: 'Bearer tfe-sandbox-token' } });
  expect(JSON.parse(await second.text()).data).toHaveLength(21);
  const found = (await get('/organizations/acme/workspaces?search%5Bname%5D=PROD')).body;
  expect(found.data.map(({ attributes }: { attributes: { name: string } }) => attributes.name)).toEqual(['acme-prod']);
  const pending = (await get('/organizations/acme/workspaces?filter%5Bcurrent-run%5D%5Bstatus%5D=pending,planned'))
    .body;
  expect(pending.data[0].relationships['current-run'].data.id).toBe(id);
  expect((await get('/organizations/acme/workspaces?page%5Bnumber%5D=0')).status).toBe(400);
  expect((await get('/organizations/globex/workspaces')).status).toBe(404);
});

test('runs are found by a token in their message, by status and by operation', async () => {
  const { terraform, create, get, workspaceId } = await startCaller();
  const other = terraform.startOtherRun('acme-prod', { by: 'ines', message: 'by hand' });
  const token = '0123456789abcdef0123456789abcdef';
  const id = (await create({ message: `Ana asked ${token} for it` })).body.data.id;
  const ids = async (path: string) => (await get(path)).body.data.map((run: { id: string }) => run.id);
  expect(await ids(`/workspaces/${workspaceId}/runs?search%5Bbasic%5D=${token}`)).toEqual([id]);
  expect(await ids(`/workspaces/${workspaceId}/runs?search%5Bbasic%5D=${other}`)).toEqual([other]);
  expect(await ids(`/workspaces/${workspaceId}/runs`)).toEqual([id, other]);
  expect(await ids('/organizations/acme/runs?filter%5Boperation%5D=action_only')).toEqual([id]);
  expect(await ids('/organizations/acme/runs?filter%5Bstatus_group%5D=final')).toEqual([]);
  const page = (await get('/organizations/acme/runs?page%5Bsize%5D=1')).body;
  expect(page.meta.pagination).toEqual({ 'current-page': 1, 'page-size': 1, 'next-page': 2, 'prev-page': null });
  expect(Object.keys(page.links)).toEqual(['self', 'prev', 'next']);
});
