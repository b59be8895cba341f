import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { expect, inject, onTestFinished, test } from 'vitest';
import { startSlack } from '../../src/sandbox/slack/server.ts';
import type { SlackSandbox } from '../../src/sandbox/slack/slack-sandbox.ts';
import { startTerraform, type TerraformSandbox } from '../../src/sandbox/terraform/server.ts';
import { makeFolder, startProcess } from '../bot-process.ts';
import { ADDRESS, allowlistWith, CHANNEL, fillTeam, PEOPLE, WORKSPACE } from '../conversation.ts';
import { createCalls, expectAtMostOneApplied } from '../one-run.ts';
import { createTestDatabase } from '../postgres.ts';

const SECRETS = {
  SLACK_BOT_TOKEN: 'xoxb-planted-bot-8f2a',
  SLACK_APP_TOKEN: 'xapp-planted-app-91bc',
  TFE_TOKEN: 'planted-create-token-77d1',
  TFE_APPLY_TOKEN: 'planted-apply-token-c03e',
} as const;

async function startSandbox(): Promise<{ readonly slack: SlackSandbox; readonly terraform: TerraformSandbox }> {
  const slack = await startSlack({
    botToken: SECRETS.SLACK_BOT_TOKEN,
    appToken: SECRETS.SLACK_APP_TOKEN,
  });
  const terraform = await startTerraform({
    pace: { planning: 200, applying: 200, step: 100 },
    tokens: [
      { token: SECRETS.TFE_TOKEN, rights: 'plan' },
      { token: SECRETS.TFE_APPLY_TOKEN, rights: 'write' },
    ],
  });
  onTestFinished(async () => {
    await terraform.close();
    await slack.close();
  });
  fillTeam(slack);
  terraform.addWorkspace({ name: WORKSPACE, actions: [{ address: ADDRESS, outcome: 'failed' }] });
  return { slack, terraform };
}

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesIn(path) : statSync(path).isFile() ? [path] : [];
  });

/**
 * A database on the server if there is one, since an embedded database is slow to create. Its lock has its own tests.
 */
async function openPlace(
  folder: string,
): Promise<{ readonly place: Readonly<Record<string, string>>; readonly read: () => Promise<string> }> {
  const server = inject('postgres');
  if (server === undefined) {
    const read = async () =>
      filesIn(folder)
        .map((path) => readFileSync(path, 'latin1'))
        .join('\n');
    return { place: { DATA_DIR: join(folder, 'data') }, read };
  }
  const { url, drop } = await createTestDatabase(server, inject('postgresTemplate'));
  onTestFinished(drop);
  return { place: { DATABASE_URL: url }, read: () => readWhole(url) };
}

/** All rows of all tables, as text. */
async function readWhole(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows: tables } = await client.query(
    "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')",
  );
  const texts: string[] = [];
  for (const { name } of tables) {
    const { rows } = await client.query(`select t::text as row from ${name} t`);
    texts.push(...rows.map(({ row }) => String(row)));
  }
  await client.end();
  return texts.join('\n');
}

test('killed between the call and the record, started again: one run; then stopped in time, and no secret anywhere', async () => {
  const { slack, terraform } = await startSandbox();
  const { folder, file } = makeFolder(allowlistWith());
  const { place, read } = await openPlace(folder);
  const environment = {
    ...SECRETS,
    ...place,
    SLACK_API_URL: slack.url,
    TFE_ADDRESS: terraform.url,
    TF_ACTION_CONFIG: file,
    PORT: '0',
    LOG_LEVEL: 'trace',
  };
  const first = startProcess(environment);
  await first.writes(/"msg":"started"/);
  await slack.until(() => slack.connections === 2, { within: 20_000 });
  terraform.faultCreating('hangs, created');
  terraform.fault({ method: 'GET', path: /\/runs\//, status: 500, body: `oops ${SECRETS.TFE_TOKEN}`, times: 2 });
  await slack.says(PEOPLE.ana, CHANNEL, '/tf-action cleanup prod');
  const seen = (what: RegExp) =>
    slack.sees(PEOPLE.ana, CHANNEL).findLast((message) => what.test(slack.readAloud(message)));
  const confirmation = await slack.until(() => seen(/Run cleanup in prod\?/), {
    within: 20_000,
    what: 'the confirmation',
  });
  await slack.clicks(PEOPLE.ana, 'Run it', confirmation);
  const request = await slack.until(() => seen(/Asked by/), { within: 20_000, what: 'the request' });
  await new Promise<void>((resolve) => {
    const check = (): void => {
      if (terraform.runs(WORKSPACE).length > 0) resolve();
    };
    onTestFinished(terraform.subscribe(check));
    check();
  });
  first.signal('SIGKILL');
  await first.ended;

  const second = startProcess(environment);
  const end = await slack.until(
    () =>
      slack
        .thread(CHANNEL, request.ts)
        .find((reply) => /Failed: cleanup in prod, for @Ana/.test(slack.readAloud(reply))),
    { within: 40_000, what: 'the verdict' },
  );
  expect(slack.readAloud(end)).toMatch(/The action failed/);
  expect(slack.thread(CHANNEL, request.ts).some((reply) => /The run was found/.test(slack.readAloud(reply)))).toBe(
    true,
  );
  expect(createCalls(terraform)).toHaveLength(1);
  expectAtMostOneApplied(terraform);

  const told = Date.now();
  second.signal('SIGTERM');
  expect(await second.ended).toBe(0);
  expect(Date.now() - told).toBeLessThan(10_000);
  expectNoSecrets(slack, terraform, [first.output(), second.output()], await read());
}, 110_000);

function expectNoSecrets(
  slack: SlackSandbox,
  terraform: TerraformSandbox,
  outputs: readonly string[],
  kept: string,
): void {
  const responseUrls = slack.deliveries
    .map(({ payload }) => String(payload.response_url ?? ''))
    .filter((url) => url !== '');
  const secrets = [...Object.values(SECRETS), ...terraform.logSecrets, ...responseUrls];
  expect(secrets.length).toBeGreaterThan(6);
  const shown = JSON.stringify([
    slack.calls.map((call) => call.arguments),
    slack.ephemeralsEverShown,
    slack.sees(PEOPLE.ana, CHANNEL),
  ]);
  expect(kept).toContain('run.found');
  for (const secret of secrets) {
    expect(
      outputs.some((output) => output.includes(secret)),
      `a log line has ${secret}`,
    ).toBe(false);
    expect(shown.includes(secret), `a message has ${secret}`).toBe(false);
    expect(kept.includes(secret), `the record has ${secret}`).toBe(false);
  }
}

test('wrong variables, file and tokens are said at once, with exit 2, and nothing is opened', async () => {
  const { slack, terraform } = await startSandbox();
  const { folder, file } = makeFolder(allowlistWith().replace('"requesters"', '"requestors"'));
  const data = join(folder, 'data');
  const broken = startProcess({ SLACK_BOT_TOKEN: 'nonsense', TF_ACTION_CONFIG: file, DATA_DIR: data, PORT: 'many' });
  expect(await broken.ended).toBe(2);
  for (const fault of [
    /SLACK_BOT_TOKEN/,
    /SLACK_APP_TOKEN/,
    /TFE_TOKEN/,
    /PORT/,
    /actions\.yml:1:\d+ everywhere\.requestors/,
  ]) {
    expect(broken.output()).toMatch(fault);
  }
  const good = makeFolder(allowlistWith());
  const refused = startProcess({
    SLACK_BOT_TOKEN: 'xoxb-of-nobody',
    SLACK_APP_TOKEN: SECRETS.SLACK_APP_TOKEN,
    TFE_TOKEN: 'of-nobody',
    SLACK_API_URL: slack.url,
    TFE_ADDRESS: terraform.url,
    TF_ACTION_CONFIG: good.file,
    DATA_DIR: data,
    PORT: '0',
  });
  expect(await refused.ended).toBe(2);
  expect(refused.output()).toMatch(/SLACK_BOT_TOKEN: .*invalid_auth/);
  expect(refused.output()).toMatch(/TFE_TOKEN: .*401/);
  expect(refused.output()).not.toMatch(/of-nobody/);
  expect(existsSync(data)).toBe(false);
}, 60_000);
