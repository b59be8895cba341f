import { describe, expect, test } from 'vitest';
import { type Caller, startCaller } from './terraform-client.ts';

const PLAN_ONLY = { 'plan-only': true };
const planOnlyRun = async ({ create }: Caller): Promise<string> => (await create(PLAN_ONLY)).body.data.id;

test("it is planned while another run waits for a person, and is never the workspace's current run", async () => {
  const caller = await startCaller();
  const { terraform, get, workspaceId } = caller;
  const front = terraform.startOtherRun('acme-prod', { by: 'ines' });
  terraform.advanceTo(front, 'planned');
  const id = await planOnlyRun(caller);
  terraform.advanceTo(id, 'planned_and_finished');
  const workspace = (await get(`/workspaces/${workspaceId}`)).body.data;
  expect(workspace.relationships['current-run'].data.id).toBe(front);
  expect(workspace.relationships['locked-by'].data.id).toBe(front);
  expect(terraform.snapshot('acme-prod').queue).toEqual([front]);
  expect((await get(`/runs/${id}`)).body.data.attributes).toMatchObject({ 'plan-only': true });
});

test('it leaves the place to the run that comes after it', async () => {
  const caller = await startCaller();
  const id = await planOnlyRun(caller);
  const after = await caller.createdRun();
  caller.terraform.advanceTo(after, 'planned');
  expect(caller.terraform.run(id).status).toBe('pending');
  expect(caller.terraform.snapshot('acme-prod').currentRunId).toBe(after);
});

test('it can never be confirmed, wherever the runs of the workspace wait for a person', async () => {
  for (const restsAt of ['planned', 'post_plan_completed', 'cost_estimated', 'policy_checked'] as const) {
    const caller = await startCaller({}, { restsAt, autoApply: true });
    const id = await planOnlyRun(caller);
    for (const status of ['plan_queued', 'planning', 'planned_and_finished']) {
      expect((await caller.post(`/runs/${id}/actions/apply`)).status, status).toBe(409);
      caller.terraform.advanceTo(id, status);
    }
    expect((await caller.post(`/runs/${id}/actions/apply`)).status).toBe(409);
    expect(caller.terraform.run(id).invocations.map(({ finalStatus }) => finalStatus)).toEqual(['not_invoked']);
  }
});

test('a policy that could be overridden only softly fails it, and that is its end', async () => {
  const caller = await startCaller({}, { holdsAt: 'policy_override' });
  const id = await planOnlyRun(caller);
  caller.terraform.advanceTo(id, 'policy_soft_failed');
  expect(() => caller.terraform.advance(id)).toThrow(/stays policy_soft_failed/);
});

test('it can be canceled until it is planned', async () => {
  const caller = await startCaller();
  const id = await planOnlyRun(caller);
  caller.terraform.advanceTo(id, 'planning');
  expect((await caller.post(`/runs/${id}/actions/cancel`)).status).toBe(202);
  caller.terraform.advance(id);
  expect(caller.terraform.run(id).status).toBe('canceled');
});

describe('lists', () => {
  test('have it only where the operation is named, also beside others', async () => {
    const caller = await startCaller();
    const { get, workspaceId } = caller;
    const id = await planOnlyRun(caller);
    const other = await caller.createdRun();
    const ids = async (query: string) =>
      (await get(`/workspaces/${workspaceId}/runs${query}`)).body.data.map((run: { id: string }) => run.id);
    expect(await ids('')).toEqual([other]);
    expect(await ids('?search%5Bbasic%5D=Ana')).toEqual([other]);
    expect(await ids('?filter%5Boperation%5D=action_only')).toEqual([other]);
    expect(await ids('?filter%5Boperation%5D=plan_only')).toEqual([id]);
    expect(await ids('?filter%5Boperation%5D=plan_only,action_only')).toEqual([other, id]);
  });
});

test.each([
  ['reply lost, created', 1],
  ['created twice', 2],
  ['reply lost, not created', 0],
] as const)('a fault in creating meets it like any run: %s', async (fault, runs) => {
  const caller = await startCaller();
  caller.terraform.faultCreating(fault);
  await caller.create(PLAN_ONLY).catch(() => undefined);
  expect(caller.terraform.runs('acme-prod').map(({ planOnly }) => planOnly)).toEqual(Array(runs).fill(true));
});

test('an older server takes it while the workspace is busy', async () => {
  const { terraform, create } = await startCaller({ busy: 'conflict' });
  terraform.lock('acme-prod', { by: 'ines' });
  expect((await create()).status).toBe(409);
  expect((await create(PLAN_ONLY)).status).toBe(201);
});
