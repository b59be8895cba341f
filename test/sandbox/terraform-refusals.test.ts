import { expect, test } from 'vitest';
import { detailOf, FLUSH, type Json, REINDEX, runBody, startCaller, TOKEN } from './terraform-client.ts';

const json = 'application/vnd.api+json';

test('no token, an unknown one and a revoked one are 401', async () => {
  const { terraform, get } = await startCaller();
  expect((await fetch(`${terraform.url}/api/v2/account/details`)).status).toBe(401);
  expect((await get('/account/details', 'guessed')).body).toEqual({
    errors: [{ status: '401', title: 'unauthorized' }],
  });
  terraform.revoke(TOKEN);
  expect((await get('/account/details')).status).toBe(401);
  terraform.issue({ token: 'renewed' });
  expect((await get('/account/details', 'renewed')).status).toBe(200);
});

test('account details tell a team, a user and an organization apart', async () => {
  const { terraform, get } = await startCaller();
  terraform.issue({ token: 'of-ines', identity: 'ines', kind: 'user' });
  terraform.issue({ token: 'of-acme', kind: 'organization' });
  const resource = async (token: string) =>
    (await get('/account/details', token)).body.data.relationships['authenticated-resource'].data;
  expect((await resource(TOKEN)).type).toBe('teams');
  expect((await resource('of-ines')).type).toBe('users');
  expect(await resource('of-acme')).toEqual({ id: 'acme', type: 'organizations' });
});

test('what a token may not see or do is 404', async () => {
  const { terraform, get, post, create, createdRun, workspaceId } = await startCaller();
  terraform.issue({ token: 'reads', identity: 'reader', rights: 'read' });
  terraform.issue({ token: 'plans', identity: 'planner', rights: 'plan' });
  terraform.issue({ token: 'elsewhere', identity: 'guest', organizations: ['globex'] });
  terraform.issue({ token: 'organization', kind: 'organization', rights: 'admin' });
  expect((await create({}, 'reads')).status).toBe(404);
  expect((await create({}, 'elsewhere')).status).toBe(404);
  expect((await create({}, 'organization')).status).toBe(404);
  const id = await createdRun();
  terraform.advanceTo(id, 'planned');
  for (const path of [`/runs/${id}`, `/workspaces/${workspaceId}`, '/organizations/acme/workspaces/acme-prod'])
    expect((await get(path, 'elsewhere')).status).toBe(404);
  expect((await get(`/runs/${id}`, 'reads')).body.data.attributes.permissions).toMatchObject({ 'can-apply': false });
  expect((await get(`/runs/${id}`)).body.data.attributes.permissions).toMatchObject({ 'can-apply': true });
  for (const token of ['reads', 'plans', 'organization', 'elsewhere'])
    expect((await post(`/runs/${id}/actions/apply`, undefined, token)).status).toBe(404);
  expect((await get('/nothing/here')).status).toBe(404);
});

test('a POST needs its content type, with a body or without', async () => {
  const { terraform, createdRun } = await startCaller();
  const id = await createdRun();
  const headers = { authorization: `Bearer ${TOKEN}` };
  const path = `${terraform.url}/api/v2/runs/${id}/actions/cancel`;
  expect((await fetch(path, { method: 'POST', headers })).status).toBe(415);
  const plain = { ...headers, 'content-type': 'application/json' };
  expect((await fetch(path, { method: 'POST', headers: plain, body: '{}' })).status).toBe(415);
  const typed = { ...headers, 'content-type': json };
  expect((await fetch(path, { method: 'POST', headers: typed, body: '{' })).status).toBe(422);
  expect((await fetch(path, { method: 'POST', headers: typed })).status).toBe(202);
});

test.each([
  ['two addresses', { 'invoke-action-addrs': [FLUSH, FLUSH] }, /exactly one address/],
  ['targets', { 'target-addrs': ['aws_instance.a'] }, /target-addrs/],
  ['a destroy', { 'is-destroy': true }, /is-destroy/],
  ['an address that is no list', { 'invoke-action-addrs': FLUSH }, /array of strings/],
  ['a message that is no text', { message: 7 }, /message/],
  ['auto-apply that is no boolean', { 'auto-apply': 'no' }, /auto-apply/],
  ['a variable that is no text', { variables: [{ key: 'days', value: 30 }] }, /variables/],
  ['a Terraform version for an apply', { 'terraform-version': '1.15.0' }, /plan-only/],
])('creating a run with %s is 422', async (_, attributes, detail) => {
  const { create, terraform } = await startCaller();
  const reply = await create(attributes);
  expect(reply.status).toBe(422);
  expect(detailOf(reply)).toMatch(detail);
  expect(terraform.runs('acme-prod')).toEqual([]);
});

test('a document that is none, an unknown workspace and a foreign configuration version are refused', async () => {
  const { terraform, post, workspaceId } = await startCaller();
  const other = terraform.addWorkspace({ name: 'acme-staging' });
  expect((await post('/runs', { data: { type: 'run' } })).status).toBe(422);
  expect((await post('/runs', { data: { type: 'runs', attributes: {} } })).status).toBe(422);
  expect((await post('/runs', runBody('ws-none', {}))).status).toBe(404);
  const foreign = terraform.snapshot(other).configurationVersionId;
  expect((await post('/runs', runBody(workspaceId, {}, foreign))).status).toBe(422);
});

test('without a configuration version there is nothing to run', async () => {
  const { create, terraform } = await startCaller({}, { configuration: false });
  const reply = await create();
  expect([reply.status, detailOf(reply)]).toEqual([422, 'Configuration version is missing']);
  terraform.uploadConfiguration('acme-prod', [{ address: FLUSH }]);
  expect((await create()).status).toBe(201);
});

test('a Terraform version without actions is refused, and a constraint is none', async () => {
  const { create, terraform } = await startCaller({}, { terraformVersion: '1.13.9' });
  expect((await create()).status).toBe(422);
  terraform.changeWorkspace('acme-prod', { terraformVersion: '>= 1.12, < 2.0' });
  expect((await create()).status).toBe(201);
});

test('an empty list of addresses is an ordinary run, and unknown attributes are kept but mean nothing', async () => {
  const { create, terraform } = await startCaller();
  const { body } = await create({ 'invoke-action-addrs': [], 'made-up': true });
  expect(body.data.attributes['invoke-action-addrs']).toBeNull();
  expect(body.data.attributes['made-up']).toBeUndefined();
  expect(terraform.run(body.data.id).attributes['made-up']).toBe(true);
});

test('a run stays with the configuration version it was created for', async () => {
  const { terraform, post, workspaceId } = await startCaller();
  const before = terraform.snapshot('acme-prod').configurationVersionId;
  const after = terraform.uploadConfiguration('acme-prod', [{ address: 'action.other_thing.x' }]);
  expect(after).not.toBe(before);
  const attributes = { 'invoke-action-addrs': [FLUSH] };
  const old = (await post('/runs', runBody(workspaceId, attributes, before))).body.data;
  expect(old.relationships['configuration-version'].data.id).toBe(before);
  terraform.advanceTo(old.id, 'planned');
  terraform.discard(old.id, 'ines');
  const current = (await post('/runs', runBody(workspaceId, attributes))).body.data.id;
  terraform.advanceTo(current, 'errored');
});

test.each([
  ['1.15.4', `action actions.foo.bar does not exist in the configuration`],
  ['1.16.0', 'invoke target actions.foo.bar not found'],
])(
  'with Terraform %s an address that is not there is accepted, and fails in the plan',
  async (terraformVersion, words) => {
    const { create, terraform, get } = await startCaller({}, { terraformVersion });
    const { status, body } = await create({ 'invoke-action-addrs': ['actions.foo.bar'] });
    expect(status).toBe(201);
    terraform.advanceTo(body.data.id, 'errored');
    expect(terraform.run(body.data.id).planLog).toContain(words);
    expect((await get(`/runs/${body.data.id}/plan`)).body.data.attributes.status).toBe('errored');
    expect((await get(`/runs/${body.data.id}/apply`)).body.data.attributes.status).toBe('unreachable');
  },
);

test.each([
  ['Hello, World!', 'errored', 'Invalid expression'],
  [`"\${aws.secret}"`, 'errored', 'template'],
  ['"50%{x}"', 'errored', 'template'],
  ['"a"b"', 'errored', 'Invalid expression'],
  ['"a\nb"', 'errored', 'Invalid expression'],
  ['"$${literal} %%{too} $5 100%"', 'planned', ''],
  [String.raw`"line\n \"quoted\" \\ é"`, 'planned', ''],
  ['-12.5e3', 'planned', ''],
  ['true', 'planned', ''],
  ['["a", 2]', 'planned', ''],
])('the value %j of a variable is accepted, and planning makes it %s', async (value, status, words) => {
  const { create, terraform } = await startCaller();
  const reply = await create({ variables: [{ key: 'days', value }] });
  expect(reply.body.data.attributes.variables).toEqual([{ key: 'days', value }]);
  terraform.advanceTo(reply.body.data.id, status);
  expect(terraform.run(reply.body.data.id).planLog).toContain(words);
});

test('a decision that the status does not allow is 409, in the documented words', async () => {
  const { terraform, createdRun, post } = await startCaller();
  const id = await createdRun();
  const apply = await post(`/runs/${id}/actions/apply`);
  expect([apply.status, detailOf(apply)]).toEqual([409, 'Run was not paused for confirmation; apply not allowed.']);
  expect((await post(`/runs/${id}/actions/discard`)).status).toBe(409);
  terraform.advanceTo(id, 'planned');
  expect((await post(`/runs/${id}/actions/cancel`)).status).toBe(409);
  expect((await post(`/runs/${id}/actions/discard`)).status).toBe(202);
  expect((await post(`/runs/${id}/actions/apply`)).status).toBe(409);
  terraform.advance(id);
  expect(terraform.run(id).status).toBe('discarded');
  for (const decision of ['apply', 'discard', 'cancel'])
    expect((await post(`/runs/${id}/actions/${decision}`)).status).toBe(409);
  expect((await post('/runs/run-none/actions/apply')).status).toBe(404);
  expect(() => terraform.confirm(id, 'ines')).toThrow('not paused for confirmation');
});

test('a pending run can be canceled or discarded, whichever the workspace says', async () => {
  const { terraform, createdRun, post, clock } = await startCaller();
  const first = await createdRun();
  expect((await post(`/runs/${first}/actions/cancel`)).status).toBe(202);
  clock.move(100);
  expect(terraform.run(first)).toMatchObject({ status: 'canceled', canceledBy: 'api-team_tf-action' });
  terraform.changeWorkspace('acme-prod', { pendingIs: 'discardable' });
  const second = await createdRun();
  expect((await post(`/runs/${second}/actions/cancel`)).status).toBe(409);
  expect((await post(`/runs/${second}/actions/discard`)).status).toBe(202);
});

test('a cancel while applying can be ignored, and force-cancel needs an administrator and the cool-off', async () => {
  const { terraform, createdRun, post, clock, get } = await startCaller({}, { ignoresCancel: true });
  terraform.issue({ token: 'admin', identity: 'admins', rights: 'admin' });
  const id = await createdRun();
  terraform.advanceTo(id, 'planned');
  terraform.confirm(id, 'ines');
  terraform.advanceTo(id, 'applying');
  expect((await post(`/runs/${id}/actions/force-cancel`, undefined, 'admin')).status).toBe(409);
  expect((await post(`/runs/${id}/actions/cancel`)).status).toBe(202);
  clock.move(100);
  expect(terraform.run(id).status).toBe('applying');
  expect((await get(`/runs/${id}`)).body.data.attributes['force-cancel-available-at']).toBeDefined();
  expect((await post(`/runs/${id}/actions/force-cancel`, undefined, 'admin')).status).toBe(409);
  clock.move(60_000);
  expect((await post(`/runs/${id}/actions/force-cancel`)).status).toBe(404);
  expect((await post(`/runs/${id}/actions/force-cancel`, undefined, 'admin')).status).toBe(202);
  terraform.advance(id);
  expect(terraform.run(id).status).toBe('canceled');
});

test('a canceled apply says how far its action came', async () => {
  const { terraform, createdRun } = await startCaller(
    {},
    { actions: [{ address: FLUSH, whenCanceled: 'successful' }] },
  );
  const id = await createdRun();
  terraform.advanceTo(id, 'planned');
  terraform.confirm(id, 'ines');
  terraform.advanceTo(id, 'applying');
  terraform.cancel(id, 'ines');
  expect(terraform.run(id)).toMatchObject({ status: 'canceled', canceledBy: 'ines' });
  expect(terraform.run(id).invocations).toEqual([{ address: FLUSH, finalStatus: 'successful' }]);
});

test('what a cancel came before was not invoked, and has no time at which it was', async () => {
  const { terraform, createdRun, get, workspaceId } = await startCaller();
  const id = await createdRun(REINDEX);
  terraform.advanceTo(id, 'planned');
  terraform.confirm(id, 'ines');
  terraform.advanceTo(id, 'applying');
  terraform.cancel(id, 'ines');
  const action = (await get(`/workspaces/${workspaceId}/terraform-actions`)).body.data[1].id;
  const { data } = (await get(`/terraform-actions/${action}/runs/${id}/invocations`)).body;
  expect(data.map((each: Json) => each.attributes['final-status'])).toEqual(['failed', 'not_invoked']);
  expect(data[1].attributes['invoked-at']).toBeNull();
});

test('a status that nobody knows can be set, with flags of its own', async () => {
  const { terraform, createdRun, get, post } = await startCaller();
  const id = await createdRun();
  terraform.setStatus(id, 'tf_policy_pondering', { 'is-discardable': true });
  const { attributes } = (await get(`/runs/${id}`)).body.data;
  expect(attributes.status).toBe('tf_policy_pondering');
  expect(attributes.actions).toMatchObject({ 'is-discardable': true, 'is-confirmable': false });
  expect((await post(`/runs/${id}/actions/discard`)).status).toBe(202);
});

test('an include that is none is 400 and says so, and a deleted run is gone', async () => {
  const { terraform, createdRun, get, workspaceId } = await startCaller();
  const id = await createdRun();
  const reply = await get(`/runs/${id}?include=plan,policy_checks`);
  expect(reply.status).toBe(400);
  expect(detailOf(reply)).toMatch(/include parameter/);
  expect((await get(`/workspaces/${workspaceId}?include=current_run.created_by`)).status).toBe(400);
  terraform.deleteRun(id);
  expect((await get(`/runs/${id}`)).status).toBe(404);
  expect((await get(`/workspaces/${workspaceId}`)).body.data.relationships['current-run'].data).toBeNull();
});
