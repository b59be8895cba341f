import { createHmac } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listenOnLoopback } from '../loopback.ts';
import { startCaller } from './terraform-client.ts';

const KEY = 'key-of-the-receiver';
const folder = join(process.env.CONTRACTS_DIR ?? join(import.meta.dirname, '../../../shared/contracts'), 'samples');
const isHere = existsSync(folder);
if (!isHere) process.stdout.write('terraform-notifications: left out: the contracts folder is not here\n');

interface Got {
  readonly body: string;
  readonly signature: string | undefined;
}

async function startReceiver(status = 200) {
  const got: Got[] = [];
  const answers = { status };
  const server = createServer(async (incoming, response) => {
    let body = '';
    for await (const chunk of incoming) body += chunk;
    const signature = incoming.headers['x-tfe-notification-signature'];
    got.push({ body, signature: typeof signature === 'string' ? signature : undefined });
    response.writeHead(answers.status).end();
  });
  const url = await listenOnLoopback(server);
  return { got, answers, url: `${url}/hook` };
}

test('a run tells each of its triggers, signed over the very bytes, in the shape of the sample', async () => {
  const { terraform, createdRun } = await startCaller();
  const { got, url } = await startReceiver();
  const notifications = await terraform.notify('acme-prod', { url, key: KEY });
  const run = await createdRun();
  terraform.advanceTo(run, 'planned');
  terraform.confirm(run, 'ines');
  terraform.advanceTo(run, 'applied');
  const triggers = ['run:created', 'run:planning', 'run:needs_attention', 'run:applying', 'run:completed'];
  await expect.poll(() => got.length).toBe(1 + triggers.length);
  expect(notifications.sent.map(({ trigger }) => trigger)).toEqual(triggers);
  for (const { body, signature } of got) expect(signature).toBe(createHmac('sha512', KEY).update(body).digest('hex'));
  const sent = got.map(({ body }) => JSON.parse(body));
  if (isHere) {
    const read = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8'));
    const shapeOf = (payload: object): unknown =>
      JSON.parse(JSON.stringify(payload), (_, value) => (typeof value === 'object' ? value : typeof value));
    expect(shapeOf(sent[0])).toEqual(shapeOf(read('notification-verification.json')));
    for (const payload of sent.slice(1)) expect(shapeOf(payload)).toEqual(shapeOf(read('notification-run.json')));
  }
  expect(sent.find(({ notifications: [one] }) => one.trigger === 'run:applying')).toMatchObject({
    run_id: run,
    notifications: [{ run_status: 'applying', run_updated_by: 'ines' }],
  });
});

test('a canceled run errors, a discarded one tells nothing, nor does a plan-only run, nor what was not asked for', async () => {
  const { terraform, create, createdRun } = await startCaller();
  const { url } = await startReceiver();
  const all = await terraform.notify('acme-prod', { url, key: KEY });
  const few = await terraform.notify('acme-prod', { url, key: KEY, triggers: ['run:errored'] });
  await create({ 'plan-only': true });
  const canceled = await createdRun();
  terraform.advanceTo(canceled, 'planning');
  terraform.cancel(canceled, 'ines');
  const discarded = await createdRun();
  terraform.advanceTo(discarded, 'planned');
  const before = all.sent.length;
  terraform.discard(discarded, 'ines');
  expect(all.sent).toHaveLength(before);
  expect(few.sent.map(({ trigger }) => trigger)).toEqual(['run:errored']);
  expect(JSON.parse(few.sent[0]?.body ?? '{}')).toMatchObject({
    run_id: canceled,
    notifications: [{ message: 'Run Canceled', run_status: 'canceled' }],
  });
});

test('an address that does not answer 2xx gets none, and there are twenty at most', async () => {
  const { terraform, createdRun } = await startCaller();
  const { got, answers, url } = await startReceiver(401);
  await expect(terraform.notify('acme-prod', { url, key: KEY })).rejects.toThrow('answered with 401');
  await createdRun();
  expect(got).toHaveLength(1);
  answers.status = 204;
  for (let count = 0; count < 20; count += 1) await terraform.notify('acme-prod', { url, key: KEY });
  await expect(terraform.notify('acme-prod', { url, key: KEY })).rejects.toThrow('20 configurations');
});
