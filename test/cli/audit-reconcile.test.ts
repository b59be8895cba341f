import { expect, test } from 'vitest';
import { WORKSPACE } from '../conversation.ts';
import { anyAudit } from '../store/requests.ts';
import { confirmBehind, createBehind, recordRun, startReconciled } from './reconciled.ts';
import { runCommand } from './run-command.ts';
import { environmentOf, startBot } from './running-bot.ts';

const RUN_LIST = '/workspaces/:id/runs';

test('runs behind the bot, a run that is gone and one with another action are named, the same beside a bot', async () => {
  const all = await startReconciled();
  const { terraform, workspaceId, reconcile } = all;
  const create = (more = {}) => createBehind(terraform, 'tfe-plans', workspaceId, more);
  const own = await create();
  terraform.setStatus(own, 'applied');
  const gone = await create();
  const other = await create({ address: 'action.aws_lambda_invoke.failover' });
  terraform.setStatus(other, 'applied');
  let requests: readonly string[] = [];
  await all.record(async (store) => {
    requests = [
      (await recordRun(store, workspaceId, own, { token: 'a'.repeat(32) })).id,
      (await recordRun(store, workspaceId, gone)).id,
      (await recordRun(store, workspaceId, other)).id,
    ];
  });
  const preview = await create({ planOnly: true });
  expect(await reconcile()).toMatchObject({ code: 1, said: expect.not.stringContaining(gone) });
  terraform.deleteRun(gone);

  const behind = await create({ message: `cleanup | request ${'a'.repeat(32)} of tf-action` });
  terraform.setStatus(behind, 'errored');
  const applied = await create();
  terraform.advanceTo(applied, 'planned');
  await confirmBehind(terraform, 'tfe-applies', applied);
  const people = terraform.startOtherRun(WORKSPACE, { by: 'dana' });
  terraform.setStatus(applied, 'applied');
  terraform.advanceTo(people, 'planned');
  await confirmBehind(terraform, 'tfe-applies', people);
  const named = await create({ message: `cleanup | request ${'a'.repeat(32)} of tf-action` });
  terraform.setStatus(named, 'applied');
  const theirs = terraform.startOtherRun(WORKSPACE, { by: 'dana' });
  terraform.setStatus(theirs, 'applied');

  const alone = await reconcile();
  expect(alone.code).toBe(1);
  const line = (run: string): string | undefined => alone.said.split('\n').find((one) => one.includes(run));
  const at = String.raw`\(created \d{4}-[^ ]+Z\)`;
  expect(line(applied)).toMatch(
    new RegExp(`^acme/acme-prod: run ${applied} ${at} was created with the bot's token and applied, and no request`),
  );
  expect(line(people)).toMatch(/was confirmed with the bot's token and applied, and no request on the record has it/);
  expect(line(named)).toContain(`its message names request ${requests[0]}, which has no such run on the record`);
  expect(line(gone)).toContain(`HCP Terraform does not show run ${gone} of request ${requests[1]}.`);
  expect(line(other)).toContain('was applied with action.aws_lambda_invoke.failover, and the record says module.utils');
  expect(line(behind)).toMatch(/^For information: .* has no request\. It was not applied \(errored\)\./);
  for (const run of [own, theirs, preview]) expect(alone.said).not.toContain(run);
  expect(alone.said).toMatch(/ in 1 workspaces since .* were compared with the record: 5 differences, 0 not read\.\n$/);

  const bot = await startBot(all, all.dataDir);
  const env = environmentOf(all, all.dataDir);
  expect(await runCommand({ folder: all.folder, env }, ['audit', 'reconcile'])).toEqual(alone);
  bot.signal('SIGTERM');
  await bot.ended;
}, 240_000);

test('an empty list is nothing, a second page counts, and what cannot be read is never nothing', async () => {
  const { terraform, workspaceId, reconcile } = await startReconciled();
  expect(await reconcile()).toMatchObject({ code: 0, said: expect.stringContaining('0 differences, 0 not read') });
  const first = await createBehind(terraform, 'tfe-plans', workspaceId);
  terraform.setStatus(first, 'applied');
  for (let index = 0; index < 101; index += 1) terraform.startOtherRun(WORKSPACE, { by: 'dana' });
  const lists = () => terraform.calls.filter(({ route }) => route === RUN_LIST);
  const before = lists().length;
  expect(await reconcile()).toMatchObject({ code: 1, said: expect.stringContaining(first) });
  expect(lists().length - before).toBe(2);

  const page2 = /runs\?.*page\[number\]=2/;
  terraform.fault({ path: page2, status: 503, times: 100 });
  const unread = await reconcile();
  expect(unread).toMatchObject({
    code: 2,
    said: expect.stringMatching(/acme\/acme-prod: could not be compared: .*503/),
  });
  expect(unread.said).toMatch(/0 workspaces .* 0 differences, 1 not read/);
  terraform.clearFaults();
  terraform.fault({ path: page2, status: 429, times: 1 });
  expect(await reconcile()).toMatchObject({ code: 1, said: expect.stringContaining(first) });
  terraform.clearFaults();
  terraform.fault({ path: /account\/details/, status: 404, times: 100 });
  expect(await reconcile()).toMatchObject({ code: 2, said: expect.stringContaining('could not be compared') });
  terraform.clearFaults();
  terraform.revoke('tfe-plans');
  expect(await reconcile()).toMatchObject({ code: 2 });
  expect(await reconcile('--workspace', 'nowhere')).toMatchObject({
    code: 2,
    said: 'Neither the allowlist nor a request since then names the workspace nowhere.\n',
  });
}, 240_000);

test('only the wanted time and workspace are compared, those of requests too, and a restored store says why', async () => {
  const { terraform, workspaceId, reconcile, record } = await startReconciled();
  const former = terraform.addWorkspace({
    name: 'former',
    actions: [{ address: 'module.utils.action.aws_lambda_invoke.cleanup' }],
  });
  const lost = await createBehind(terraform, 'tfe-plans', workspaceId);
  terraform.setStatus(lost, 'applied');
  const madeAt = new Date(Date.now() - 60_000).toISOString();
  const facts = { made_at: madeAt, seq: 1, hash: 'a'.repeat(64), voided: 0, unresolved: 0 };
  await record(async (store) => {
    await store.requests.note(anyAudit({ kind: 'store.restored', actor: 'operator', facts }));
    const request = await recordRun(store, former, undefined);
    await store.database.kysely
      .updateTable('requests')
      .set({ frozen: JSON.stringify({ ...request.asked, workspaceName: 'former' }) })
      .where('id', '=', request.id)
      .execute();
  });
  expect(await reconcile()).toMatchObject({
    code: 0,
    said: expect.stringMatching(
      `For information: .*${lost}.* is expected: the store was restored .* from a backup of ${madeAt}`,
    ),
  });
  const behind = await createBehind(terraform, 'tfe-plans', former);
  terraform.setStatus(behind, 'applied');
  expect(await reconcile()).toMatchObject({ code: 1, said: expect.stringMatching(`acme/former: run ${behind}`) });
  expect(await reconcile('--workspace', WORKSPACE)).toMatchObject({ code: 0 });
  expect(await reconcile('--workspace', 'former')).toMatchObject({ code: 1 });
  const later = new Date(Date.now() + 1_000).toISOString();
  expect(await reconcile('--since', later)).toMatchObject({ code: 0 });
}, 240_000);
