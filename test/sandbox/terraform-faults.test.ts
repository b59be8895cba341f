import { expect, test } from 'vitest';
import { nextChange, startCaller, TOKEN } from './terraform-client.ts';

test('created or not, and answered or not: each fault does what its name says', async () => {
  const { terraform, create } = await startCaller();
  const count = () => terraform.runs('acme-prod').length;
  const expected = [
    ['unavailable, not created', 503, 0],
    ['unavailable, created', 502, 1],
    ['reply lost, not created', 'lost', 1],
    ['reply lost, created', 'lost', 2],
    ['created twice', 201, 4],
    ['created twice, reply lost', 'lost', 6],
    ['rate limited', 429, 6],
    ['busy', 409, 6],
    ['token invalid', 401, 6],
    ['forbidden', 403, 6],
    ['not found', 404, 6],
    ['unprocessable', 422, 6],
  ] as const;
  for (const [kind, answer, runs] of expected) {
    terraform.faultCreating(kind);
    const status = await create().then(
      (reply) => reply.status,
      () => 'lost',
    );
    expect([kind, status, count()]).toEqual([kind, answer, runs]);
  }
  expect((await create()).status).toBe(201);
});

test('a run can appear after its answer was lost', async () => {
  const { terraform, create, clock } = await startCaller();
  terraform.faultCreating('reply lost, created late');
  await expect(create()).rejects.toThrow();
  expect(terraform.runs('acme-prod')).toEqual([]);
  clock.move(19_999);
  expect(terraform.runs('acme-prod')).toEqual([]);
  clock.move(1);
  expect(terraform.runs('acme-prod')).toHaveLength(1);
});

test('a call can hang for ever, with its effect or without', async () => {
  const { terraform, create, workspaceId, get } = await startCaller();
  for (const [kind, runs] of [
    ['hangs, not created', 0],
    ['hangs, created', 1],
  ] as const) {
    terraform.faultCreating(kind);
    const arrived = nextChange(terraform);
    const answer = create().catch(() => 'destroyed in the end');
    await arrived;
    expect(terraform.runs('acme-prod')).toHaveLength(runs);
    expect(terraform.calls.at(-1)?.ended).toBeUndefined();
    terraform.down();
    expect(await answer).toBe('destroyed in the end');
    terraform.up();
  }
  expect((await get(`/workspaces/${workspaceId}`)).status).toBe(200);
});

test('while it is down nobody is answered', async () => {
  const { terraform, get } = await startCaller();
  terraform.down();
  await expect(get('/account/details')).rejects.toThrow();
  terraform.up();
  expect((await get('/account/details')).status).toBe(200);
});

test('any address can be given a fault: once, so many times, or until it is taken away', async () => {
  const { terraform, get, createdRun } = await startCaller();
  const id = await createdRun();
  const status = async () => (await get(`/runs/${id}?include=plan`)).status;
  terraform.fault({ method: 'GET', path: /^\/api\/v2\/runs\/.*include=plan/, status: 500, times: 2 });
  expect([await status(), await status(), await status()]).toEqual([500, 500, 200]);
  const lasting = terraform.fault({
    path: /\/runs\//,
    status: 403,
    body: { errors: ['plain words'] },
    times: Number.POSITIVE_INFINITY,
  });
  expect([await status(), await status()]).toEqual([403, 403]);
  expect((await get(`/runs/${id}`)).body).toEqual({ errors: ['plain words'] });
  expect(lasting.met).toBe(3);
  lasting.remove();
  expect(await status()).toBe(200);
});

test('an answer can be late by the clock', async () => {
  const { terraform, get, clock } = await startCaller();
  terraform.fault({ path: /account/, delayMilliseconds: 5000 });
  const arrived = nextChange(terraform);
  const answer = get('/account/details');
  await arrived;
  clock.move(4999);
  expect(terraform.calls[0]?.ended).toBeUndefined();
  clock.move(1);
  expect((await answer).status).toBe(200);
});

test('thirty requests a second for each identity, whatever number of tokens it has', async () => {
  const { terraform, get, clock } = await startCaller();
  terraform.issue({ token: 'second-token' });
  terraform.issue({ token: 'another', identity: 'another' });
  for (let number = 0; number < 30; number++)
    expect((await get('/account/details', number % 2 ? TOKEN : 'second-token')).status).toBe(200);
  clock.move(250);
  const refused = await get('/account/details');
  expect(refused.status).toBe(429);
  expect(refused.body).toEqual({
    errors: [{ detail: "You have exceeded the API's rate limit.", status: 429, title: 'Too many requests' }],
  });
  expect(refused.headers.get('x-ratelimit-reset')).toBe('0.75');
  expect(refused.headers.get('x-ratelimit-limit')).toBe('30');
  expect((await get('/account/details', 'another')).status).toBe(200);
  expect(terraform.rateLimited).toBe(1);
  clock.move(750);
  expect((await get('/account/details')).status).toBe(200);
});

test('thirty run lists a minute, of workspaces and organizations together', async () => {
  const { terraform, get, clock, workspaceId } = await startCaller();
  for (let number = 0; number < 30; number++) {
    expect((await get(number % 2 ? `/workspaces/${workspaceId}/runs` : '/organizations/acme/runs')).status).toBe(200);
    clock.move(1000);
  }
  const refused = await get(`/workspaces/${workspaceId}/runs`);
  expect([refused.status, refused.headers.get('x-ratelimit-reset')]).toEqual([429, '30']);
  expect((await get('/account/details')).status).toBe(200);
  expect(terraform.rateLimited).toBe(1);
});

test('the ping and the discovery need no token', async () => {
  const { terraform } = await startCaller();
  const ping = await fetch(`${terraform.url}/api/v2/ping`);
  expect([ping.status, ping.headers.get('tfp-appname')]).toEqual([204, 'HCP Terraform']);
  expect(ping.headers.get('tfp-api-version')).toBe('2.6');
  const found = await fetch(`${terraform.url}/.well-known/terraform.json`);
  expect(await found.json()).toMatchObject({ 'tfe.v2': '/api/v2/' });
});

test('calls are recorded with their bodies, and without any secret', async () => {
  const { terraform, create, get } = await startCaller();
  const id = (await create()).body.data.id;
  terraform.advanceTo(id, 'planned');
  const url = (await get(`/runs/${id}/plan`)).body.data.attributes['log-read-url'];
  await (await fetch(url)).text();
  await get('/made/up');
  expect(terraform.calls.map(({ method, route, ended }) => [method, route, ended])).toEqual([
    ['POST', '/runs', 201],
    ['GET', '/runs/:id/plan', 200],
    ['GET', undefined, 200],
    ['GET', undefined, 404],
  ]);
  expect(terraform.calls[0]).toMatchObject({ identity: 'tf-action', body: { data: { type: 'runs' } } });
  const secret = terraform.logSecrets[0];
  expect(url.endsWith(secret)).toBe(true);
  expect(JSON.stringify(terraform.calls)).not.toContain(secret);
  expect(JSON.stringify(terraform.calls)).not.toContain(TOKEN);
});
