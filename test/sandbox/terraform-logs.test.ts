import { expect, test } from 'vitest';
import { FLUSH, REINDEX, startCaller } from './terraform-client.ts';

const bytes = async (url: string) => Buffer.from(await (await fetch(url)).arrayBuffer());

test('a log is read by byte offsets, from its first marker to its last', async () => {
  const { terraform, createdRun, get } = await startCaller();
  const id = await createdRun();
  const urlOf = async (part: string) => (await get(`/runs/${id}/${part}`)).body.data.attributes['log-read-url'];
  expect(await urlOf('plan')).toBeNull();
  expect(await bytes(await urlOf('apply'))).toHaveLength(0);
  terraform.advanceTo(id, 'planned');
  terraform.confirm(id, 'ines');
  terraform.advanceTo(id, 'applying');
  const url = await urlOf('apply');
  const begun = await bytes(url);
  expect([begun[0], begun.includes(3)]).toEqual([2, false]);
  terraform.advanceTo(id, 'applied');
  const whole = await bytes(url);
  expect([whole[0], whole.at(-1)]).toEqual([2, 3]);
  const chunks: Buffer[] = [];
  for (let offset = 0; offset < whole.length; offset += 7) chunks.push(await bytes(`${url}?limit=7&offset=${offset}`));
  expect(Buffer.concat(chunks).equals(whole)).toBe(true);
  expect(await bytes(`${url}?limit=7&offset=${whole.length}`)).toHaveLength(0);
  expect((await fetch(`${url}?offset=x`)).status).toBe(400);
});

test('structured lines come after plain ones, and each is what Terraform says', async () => {
  const { terraform, createdRun } = await startCaller();
  const id = await createdRun();
  terraform.advanceTo(id, 'planned');
  terraform.confirm(id, 'ines');
  terraform.advanceTo(id, 'applied');
  const lines = terraform.run(id).applyLog.trimEnd().split('\n');
  expect(lines[0]).toBe('Terraform v1.15.4');
  const structured = lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
  expect(structured.map(({ type }) => type)).toEqual([
    'version',
    'action_start',
    'action_progress',
    'action_progress',
    'action_complete',
    'change_summary',
    'outputs',
  ]);
  expect(structured[1]).toMatchObject({
    '@message': `Action started: ${FLUSH}`,
    hook: { invoke: {}, action: { addr: FLUSH } },
  });
  expect(structured[5].changes).toEqual({
    add: 0,
    change: 0,
    import: 0,
    remove: 0,
    action_invocation: 1,
    operation: 'apply',
  });
});

test('a failure is an action_errored and a diagnostic, in an action of a module with its key', async () => {
  const { terraform, createdRun } = await startCaller();
  terraform.setOutcome('acme-prod', REINDEX, 'failed');
  const id = await createdRun(`${REINDEX}["nightly"]`);
  terraform.advanceTo(id, 'planned');
  terraform.confirm(id, 'ines');
  terraform.advanceTo(id, 'errored');
  const lines = terraform
    .run(id)
    .applyLog.split('\n')
    .filter((line) => line.startsWith('{'));
  const last = lines.slice(-2).map((line) => JSON.parse(line));
  expect(last[0]).toMatchObject({ type: 'action_errored', hook: { action: { action_key: 'nightly' } } });
  expect(last[1]).toMatchObject({ type: 'diagnostic', '@level': 'error', diagnostic: { severity: 'error' } });
});

test('from 1.16 on the summary counts failures', async () => {
  const { terraform, createdRun } = await startCaller({}, { terraformVersion: '1.16.0' });
  terraform.setOutcome('acme-prod', REINDEX, 'failed_but_applied');
  const id = await createdRun(REINDEX);
  terraform.advanceTo(id, 'planned');
  terraform.confirm(id, 'ines');
  terraform.advanceTo(id, 'applied');
  expect(terraform.run(id).applyLog).toContain('Actions: 2 invoked, 1 failed.');
});

test('without structured output the log is text with colours', async () => {
  const { terraform, createdRun } = await startCaller({}, { structured: false });
  const id = await createdRun();
  terraform.advanceTo(id, 'planned');
  expect(terraform.run(id).planLog).toContain('Terraform will invoke the following action(s):');
  expect(terraform.run(id).planLog).toContain('Actions: 1 to invoke.');
  terraform.confirm(id, 'ines');
  terraform.advanceTo(id, 'applied');
  expect(terraform.run(id).applyLog).toContain(`\u001b[1mAction complete: ${FLUSH}`);
  expect(terraform.run(id).applyLog).not.toContain('{');
});

test('the address of a log is its own credential, for 25 hours, and no token may go with it', async () => {
  const { terraform, createdRun, get, clock } = await startCaller();
  const id = await createdRun();
  terraform.advanceTo(id, 'planned');
  const urlOf = async () => (await get(`/runs/${id}/plan`)).body.data.attributes['log-read-url'];
  const url = await urlOf();
  expect((await fetch(url)).status).toBe(200);
  expect((await fetch(url, { headers: { authorization: 'Bearer tfe-sandbox-token' } })).status).toBe(400);
  clock.move(2 * 3_600_000);
  expect(await urlOf()).not.toBe(url);
  clock.move(23 * 3_600_000);
  expect((await fetch(url)).status).toBe(200);
  clock.move(1);
  expect((await fetch(url)).status).toBe(404);
});
