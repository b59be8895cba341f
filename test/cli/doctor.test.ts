import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { runDoctor } from '../../src/cli/doctor.ts';
import { CHECKS, type Checked, SLACK_SCOPES } from '../../src/domain/diagnosis.ts';
import { systemClock } from '../../src/main.ts';
import { readPage } from '../pages.ts';
import { createTestDatabase, runOnServer } from '../postgres.ts';
import { CASES, type Setup } from './doctor-cases.ts';
import { ACTIONS, FILE } from './online-cases.ts';
import { runCommand, startServices } from './run-command.ts';

/** Everything is right in it. */
async function startSetup(): Promise<Setup> {
  const services = await startServices({ scopes: SLACK_SCOPES });
  services.terraform.addWorkspace({ name: 'acme-prod', terraformVersion: '1.15.4', actions: ACTIONS });
  writeFileSync(join(services.folder, 'actions.yml'), FILE);
  const variables = { ...services.env, SLACK_APP_TOKEN: 'xapp-sandbox-app', DATA_DIR: join(services.folder, 'data') };
  return { ...services, variables };
}

interface Diagnosis {
  readonly code: number;
  readonly said: string;
  readonly checks: readonly Checked[];
}

async function doctor({ variables, folder }: Setup): Promise<Diagnosis> {
  const run = async (json: boolean) => {
    const lines: string[] = [];
    const options = { env: variables, file: join(folder, 'actions.yml'), clock: systemClock, json, version: '1.2.3' };
    const code = await runDoctor({ ...options, write: (line) => void lines.push(line) });
    return { code, said: `${lines.join('\n')}\n` };
  };
  const { checks } = JSON.parse((await run(true)).said) as { readonly checks: readonly Checked[] };
  return { ...(await run(false)), checks };
}

/** Names of the checks with an answer that is neither fine nor without use here. */
const wrongIn = ({ checks }: Diagnosis): readonly string[] =>
  checks
    .filter(({ answers }) => answers.some(({ level }) => level !== 'fine' && level !== 'skipped'))
    .map(({ name }) => name);

test('where everything is right, every check says so, and it is 0', async () => {
  const setup = await startSetup();
  const diagnosis = await doctor(setup);
  expect(diagnosis.checks.map(({ name }) => name)).toEqual(Object.keys(CHECKS));
  expect(wrongIn(diagnosis)).toEqual([]);
  expect(diagnosis.said).toContain('\n0 errors, 0 warnings, 0 not known, 2 not checked.\n');
  expect(diagnosis.code).toBe(0);
});

test('the scopes are those of manifest.yml', () => {
  expect([...SLACK_SCOPES].sort()).toEqual([...parse(readPage('manifest.yml')).oauth_config.scopes.bot].sort());
});

describe('each check finds exactly what is broken, and its printed fix mends it', () => {
  test.each(CASES)('$check: $code', async ({ check, code, breakIt, fix, mendIt, also = [] }) => {
    const setup = await startSetup();
    await breakIt(setup);
    const broken = await doctor(setup);
    const found = broken.checks
      .find(({ name }) => name === check)
      ?.answers.find((answer) => answer.code === code && answer.fix?.includes(fix));
    expect(found, broken.said).toBeDefined();
    expect(broken.said).toContain(`  Fix: ${found?.fix}\n`);
    expect([...wrongIn(broken)].sort()).toEqual([check, ...also].sort());
    const levels = broken.checks.flatMap(({ answers }) => answers.map(({ level }) => level));
    expect(broken.code).toBe(levels.includes('fault') ? 1 : levels.includes('unknown') ? 2 : 0);
    await mendIt(setup);
    const mended = await doctor(setup);
    expect(wrongIn(mended), mended.said).toEqual([]);
    expect(mended.code).toBe(0);
  });
});

describe.skipIf(inject('postgres') === undefined)('a PostgreSQL server', () => {
  async function onServer(alter: (name: string) => string) {
    const { url, drop } = await createTestDatabase(inject('postgres') ?? '', inject('postgresTemplate'));
    onTestFinished(drop);
    const setup = await startSetup();
    delete setup.variables.DATA_DIR;
    setup.variables.DATABASE_URL = url;
    const name = new URL(url).pathname.slice(1);
    await runOnServer(url, alter(name));
    return { setup, url, name };
  }

  test('that is right is fine', async () => {
    const { setup } = await onServer(() => 'select 1');
    const diagnosis = await doctor(setup);
    expect(wrongIn(diagnosis), diagnosis.said).toEqual([]);
    expect(diagnosis.said).toContain('database: ok: the tables are up to date.');
  });

  const cases = [
    {
      code: 'not_durable',
      alter: (name: string) => `alter database ${name} set synchronous_commit = off`,
      mend: (name: string) => `alter database ${name} set synchronous_commit = on`,
    },
    {
      code: 'server_read_only',
      alter: (name: string) => `alter database ${name} set default_transaction_read_only = on`,
      mend: (name: string) =>
        `set default_transaction_read_only = off; alter database ${name} set default_transaction_read_only = off`,
    },
    {
      code: 'tables_too_new',
      alter: () => "insert into kysely_migration (name, timestamp) values ('9999-later', 'now')",
      mend: () => "delete from kysely_migration where name = '9999-later'",
    },
  ];
  test.each(cases)('$code', async ({ code, alter, mend }) => {
    const { setup, url, name } = await onServer(alter);
    const broken = await doctor(setup);
    expect(broken.checks.find((check) => check.name === 'database')?.answers.map((answer) => answer.code)).toContain(
      code,
    );
    expect(broken.code).toBe(1);
    await runOnServer(url, mend(name));
    expect(wrongIn(await doctor(setup))).toEqual([]);
  });

  test('that cannot be reached', async () => {
    const { setup } = await onServer(() => 'select 1');
    const right = setup.variables.DATABASE_URL ?? '';
    setup.variables.DATABASE_URL = 'postgres://nobody:nothing@127.0.0.1:1/none';
    const broken = await doctor(setup);
    expect(wrongIn(broken)).toEqual(['database']);
    expect(broken.said).toContain('Nothing listens on port 1 of 127.0.0.1.');
    expect(broken.code).toBe(1);
    setup.variables.DATABASE_URL = right;
    expect(wrongIn(await doctor(setup))).toEqual([]);
  });
});

test('the command ends with these codes, and prints no secret', async () => {
  const setup = await startSetup();
  const run = (...words: string[]) =>
    runCommand({ folder: setup.folder, env: setup.variables }, ['doctor', '--file', 'actions.yml', ...words]);
  const good = await run();
  expect(good).toMatchObject({ code: 0, said: expect.stringContaining('slack: ok: Slack accepts SLACK_BOT_TOKEN.') });
  setup.slack.revokeToken('bot');
  const bad = await run('--json');
  expect(bad.code).toBe(1);
  expect(JSON.parse(bad.said)).toMatchObject({ version: '0.1.0', exit: 1 });
  setup.slack.down();
  setup.terraform.down();
  const silent = await run();
  expect(silent.code).toBe(2);
  for (const secret of ['xoxb-sandbox-bot', 'xapp-sandbox-app', 'tfe-plans', 'tfe-applies'])
    for (const { said } of [good, bad, silent]) expect(said).not.toContain(secret);
}, 120_000);
