import { expect, test } from 'vitest';
import { demoPace } from '../../src/sandbox/terraform/pace.ts';
import { FLUSH, REINDEX, startCaller } from './terraform-client.ts';

test('an action run is created, waits for a person, is confirmed, and its action is successful', async () => {
  const { terraform, clock, get, post, create, workspaceId } = await startCaller();
  const created = await create({ variables: [{ key: 'days', value: '30' }], 'auto-apply': false });
  expect(created.status).toBe(201);
  const { id, attributes } = created.body.data;
  expect(attributes).toMatchObject({ status: 'pending', 'invoke-action-addrs': [FLUSH], message: 'Ana asked' });
  expect(attributes.variables).toEqual([{ key: 'days', value: '30' }]);
  expect(attributes.actions).toMatchObject({ 'is-cancelable': true, 'is-confirmable': false, 'is-discardable': false });

  terraform.advanceTo(id, 'planned');
  const planned = (await get(`/runs/${id}?include=plan`)).body;
  expect(planned.data.attributes.actions).toMatchObject({
    'is-confirmable': true,
    'is-cancelable': false,
    'is-discardable': true,
  });
  expect(planned.included[0].attributes).toMatchObject({ 'resource-changes': 0, status: 'finished' });
  const workspace = (await get(`/workspaces/${workspaceId}`)).body.data;
  expect(workspace.attributes.locked).toBe(true);
  expect(workspace.relationships['locked-by'].data).toEqual({ id, type: 'runs' });

  expect((await post(`/runs/${id}/actions/apply`, { comment: 'approved by Ben' })).status).toBe(202);
  expect((await get(`/runs/${id}`)).body.data.attributes.status).toBe('planned');
  expect((await post(`/runs/${id}/actions/apply`)).status).toBe(409);
  clock.move(100);
  expect((await get(`/runs/${id}`)).body.data.attributes.status).toBe('confirmed');

  terraform.advanceTo(id, 'applied');
  const apply = (await get(`/runs/${id}/apply`)).body.data.attributes;
  expect(apply).toMatchObject({ status: 'finished', 'action-invocations': 1, 'action-failures': 0 });
  const listed = (await get(`/workspaces/${workspaceId}/terraform-actions`)).body;
  const action = listed.data.find((each: { attributes: { address: string } }) => each.attributes.address === FLUSH);
  expect(listed.meta).toBeUndefined();
  const invocations = (await get(`/terraform-actions/${action.id}/runs/${id}/invocations`)).body;
  expect(invocations.data[0].attributes['final-status']).toBe('successful');
  expect(invocations.meta.counts.invocations.total).toBe(1);
  expect(terraform.run(id).comments).toEqual(['approved by Ben']);
  expect(terraform.run(id).confirmedBy).toBe('api-team_tf-action');
  expect((await get(`/workspaces/${workspaceId}`)).body.data.attributes.locked).toBe(false);
});

test('on its own pace a run moves by the clock, and the log of its apply grows', async () => {
  const { terraform, clock, create, post } = await startCaller({ pace: demoPace });
  const id = (await create()).body.data.id;
  clock.move(400 + 400);
  expect(terraform.run(id).status).toBe('planning');
  clock.move(2000);
  expect(terraform.run(id).status).toBe('planned');
  clock.move(3_600_000);
  expect(terraform.run(id).status).toBe('planned');
  await post(`/runs/${id}/actions/apply`);
  clock.move(100 + 400 + 400 + 2000);
  expect(terraform.run(id).status).toBe('applying');
  expect(terraform.run(id).applyLog).toContain('Connecting to 3 edge nodes');
  expect(terraform.run(id).applyLog).not.toContain('Action complete');
  clock.move(2000);
  expect(terraform.run(id).status).toBe('applied');
  expect(terraform.run(id).applyLog).toContain(
    'Apply complete! Resources: 0 added, 0 changed, 0 destroyed. Actions: 1 invoked.',
  );
});

test('an address without a key invokes every instance, one with a key only that one', async () => {
  const { terraform, createdRun } = await startCaller();
  const all = await createdRun(REINDEX);
  terraform.advanceTo(all, 'planned');
  expect(terraform.run(all).invocations.map(({ address }) => address)).toEqual([
    `${REINDEX}["nightly"]`,
    `${REINDEX}["weekly"]`,
  ]);
  expect(terraform.run(all).planLog).toContain('Plan: 0 to add, 0 to change, 0 to destroy. Actions: 2 to invoke.');
  terraform.discard(all, 'ines');
  const one = await createdRun(`${REINDEX}["weekly"]`);
  terraform.advanceTo(one, 'planned');
  expect(terraform.run(one).invocations).toHaveLength(1);
});

test('a listed address is relative to its module, which stands beside it', async () => {
  const { terraform, get, workspaceId } = await startCaller();
  const attributes = async () => (await get(`/workspaces/${workspaceId}/terraform-actions`)).body.data[1].attributes;
  expect(await attributes()).toMatchObject({
    address: 'action.opsdemo_job_run.reindex',
    'module-address': 'module.platform["eu"]',
    'instance-type': 'for_each',
    'for-each-values': ['nightly', 'weekly'],
  });
  terraform.changeWorkspace('acme-prod', { listedAddresses: 'full' });
  expect((await attributes()).address).toBe(REINDEX);
  terraform.changeWorkspace('acme-prod', { actionsApi: 'off' });
  expect((await get(`/workspaces/${workspaceId}/terraform-actions`)).status).toBe(404);
});

test.each([
  ['successful', 'applied', 'successful', 1, 0],
  ['failed', 'errored', 'failed', 1, 1],
  ['not_invoked', 'errored', 'not_invoked', 0, 0],
  ['errored_after_success', 'errored', 'successful', 1, 0],
  ['failed_but_applied', 'applied', 'failed', 1, 1],
] as const)(
  'an action that is to end %s leaves the run %s and says %s',
  async (outcome, status, final, invoked, failed) => {
    const { terraform, createdRun, get, workspaceId } = await startCaller();
    terraform.setOutcome('acme-prod', FLUSH, outcome);
    const id = await createdRun();
    terraform.advanceTo(id, 'planned');
    terraform.confirm(id, 'ines');
    terraform.advanceTo(id, status);
    const action = (await get(`/workspaces/${workspaceId}/terraform-actions`)).body.data[0];
    const invocations = await get(`/terraform-actions/${action.id}/runs/${id}/invocations`);
    expect(invocations.body.data[0].attributes['final-status']).toBe(final);
    const apply = (await get(`/runs/${id}/apply`)).body.data.attributes;
    expect([apply['action-invocations'], apply['action-failures']]).toEqual([invoked, failed]);
    expect((await get(`/terraform-actions/${action.id}`)).body.data.attributes['invocation-count']).toBe(invoked);
  },
);

test('a final status that is late is null for the first reads, and the summary says that the run goes on', async () => {
  const { terraform, createdRun, get, workspaceId } = await startCaller({}, { finalStatusReads: 2 });
  const id = await createdRun();
  terraform.advanceTo(id, 'planned');
  terraform.confirm(id, 'ines');
  terraform.advanceTo(id, 'applied');
  const action = (await get(`/workspaces/${workspaceId}/terraform-actions`)).body.data[0].id;
  const final = async () =>
    (await get(`/terraform-actions/${action}/runs/${id}/invocations`)).body.data[0].attributes['final-status'];
  const summary = async () =>
    (await get(`/terraform-actions/${action}/invocations/run-summary?filter%5Brun%5D%5Bid%5D=${id}`)).body.data[0];
  expect((await summary()).attributes['aggregate-invocation-status']).toBe('run_in_progress');
  expect([await final(), await final(), await final()]).toEqual([null, null, 'successful']);
  expect((await summary()).id).toBe(`${action}:${id}`);
  expect((await summary()).attributes['aggregate-invocation-status']).toBe('successful');
});

test('a plan-only run passes the lock and the queue, invokes nothing and is left out of lists', async () => {
  const { terraform, create, get, workspaceId } = await startCaller();
  terraform.lock('acme-prod', { by: 'ines', reason: 'migration' });
  const id = (await create({ 'plan-only': true })).body.data.id;
  terraform.advanceTo(id, 'planned_and_finished');
  expect(terraform.run(id).invocations[0]?.finalStatus).toBe('not_invoked');
  expect((await get(`/workspaces/${workspaceId}/runs`)).body.data).toEqual([]);
  const asked = await get(`/workspaces/${workspaceId}/runs?filter%5Boperation%5D=plan_only`);
  expect(asked.body.data[0].id).toBe(id);
  expect(asked.body.meta['status-counts']).toEqual({ total: 1, 'planned-and-finished': 1 });
});

test('a workspace can rest after further checks, and only there can a run be confirmed', async () => {
  const { terraform, createdRun, post, get } = await startCaller({}, { restsAt: 'policy_checked' });
  const id = await createdRun();
  terraform.advanceTo(id, 'planned');
  expect((await post(`/runs/${id}/actions/apply`)).status).toBe(409);
  terraform.advanceTo(id, 'policy_checked');
  expect((await get(`/runs/${id}`)).body.data.attributes.actions['is-confirmable']).toBe(true);
  expect((await post(`/runs/${id}/actions/apply`)).status).toBe(202);
});

test('auto-apply goes on by itself only where the creator may apply', async () => {
  const { terraform, create } = await startCaller();
  terraform.issue({ token: 'plans-only', identity: 'planner', rights: 'plan' });
  const stops = (await create({ 'auto-apply': true }, 'plans-only')).body.data.id;
  terraform.advanceTo(stops, 'planned');
  expect(() => terraform.advance(stops)).toThrow(/only a person/);
  expect(terraform.run(stops).flags['is-confirmable']).toBe(true);
  terraform.discard(stops, 'ines');
  const goes = (await create({ 'auto-apply': true })).body.data.id;
  terraform.advanceTo(goes, 'applied');
});

test('every answer can carry things that were added later', async () => {
  const { createdRun, get, workspaceId } = await startCaller({ quirks: true });
  const id = await createdRun();
  const { body } = await get(`/runs/${id}?include=plan`);
  expect(body.data.attributes['added-after-this-was-written']).toBeDefined();
  expect(body.included.map(({ type }: { type: string }) => type)).toEqual(['plans', 'things']);
  expect((await get('/runs/run-none')).body.errors[0].status).toBe(404);
  expect((await get(`/workspaces/${workspaceId}/terraform-actions`)).body.links.self).toContain(workspaceId);
});

test('whoever subscribed is told of calls and of changes until they leave', async () => {
  const { terraform, createdRun } = await startCaller();
  let told = 0;
  const leave = terraform.subscribe(() => {
    told += 1;
  });
  const id = await createdRun();
  expect(told).toBeGreaterThan(1);
  const before = told;
  terraform.advance(id);
  expect(told).toBeGreaterThan(before);
  leave();
  const after = told;
  terraform.advance(id);
  expect(told).toBe(after);
});

test('the snapshot is what a page shows, and the link of a run leads to its words', async () => {
  const { terraform, createdRun } = await startCaller();
  const other = terraform.startOtherRun('acme-prod', { by: 'ines', message: 'Resize <db>' });
  const id = await createdRun();
  terraform.advanceTo(other, 'planned');
  const snapshot = terraform.snapshot('acme-prod');
  expect(snapshot).toMatchObject({ locked: true, lockedBy: other, currentRunId: other, queue: [other, id] });
  expect(snapshot.runs.map((run) => [run.id, run.status, run.createdBy])).toEqual([
    [id, 'pending', 'api-team_tf-action'],
    [other, 'planned', 'ines'],
  ]);
  const page = await fetch(`${terraform.url}/app/acme/workspaces/acme-prod/runs/${other}`);
  expect(await page.text()).toContain('Resize &lt;db&gt;');
});

test('what nobody knows for sure can be set for each workspace', async () => {
  const { terraform, createdRun, get, workspaceId } = await startCaller(
    {},
    {
      planCounts: 'present',
      applyCounts: 'absent',
      actionsApi: 'after_first_run',
      finalStatusMeanwhile: 'absent',
      resourceChanges: { destructions: 2 },
      actionRunsHaveChanges: false,
      fetches: true,
    },
  );
  const listed = async () => (await get(`/workspaces/${workspaceId}/terraform-actions`)).body.data;
  expect(await listed()).toEqual([]);
  const id = await createdRun(REINDEX);
  expect([terraform.advance(id), terraform.advance(id)]).toEqual(['fetching', 'fetching_completed']);
  terraform.advanceTo(id, 'planned');
  const plan = (await get(`/runs/${id}/plan`)).body.data.attributes;
  expect(plan).toMatchObject({ 'action-invocations': 2, 'resource-destructions': 2, 'has-changes': true });
  terraform.confirm(id, 'ines');
  terraform.advanceTo(id, 'applying');
  expect(await listed()).toEqual([]);
  terraform.advanceTo(id, 'applied');
  expect((await get(`/runs/${id}/apply`)).body.data.attributes).not.toHaveProperty('action-invocations');
  expect(await listed()).toHaveLength(2);
});

test('an action with no instances leaves nothing to apply', async () => {
  const { terraform, createdRun } = await startCaller({}, { actions: [{ address: FLUSH, instances: 0 }] });
  const id = await createdRun();
  terraform.advanceTo(id, 'planned_and_finished');
  expect(terraform.run(id).invocations).toEqual([]);
});
