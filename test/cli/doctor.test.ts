import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { runDoctor } from '../../src/cli/doctor.ts';
import { CHECKS, type Checked, SLACK_SCOPES } from '../../src/domain/diagnosis.ts';
import { judgeServer, type ServerReading } from '../../src/domain/judge-database.ts';
import { type DirectoryReading, judgeDirectory } from '../../src/domain/judge-directory.ts';
import { type EmbeddedReading, judgeEmbedded } from '../../src/domain/judge-embedded.ts';
import { systemClock } from '../../src/main.ts';
import { startProcess } from '../bot-process.ts';
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
    const write = (line: string): void => void lines.push(line);
    const options = { env: variables, file: join(folder, 'actions.yml'), isNamed: true, clock: systemClock };
    const code = await runDoctor({ ...options, json, version: '1.2.3', write, complain: write });
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

/** The test's server itself loses what a crash finds, so that tests are fast. */
const OF_THE_TESTS = ['not_durable'];
const databaseIn = ({ checks }: Diagnosis) => checks.find(({ name }) => name === 'database')?.answers ?? [];

describe.skipIf(inject('postgres') === undefined)('a PostgreSQL server', () => {
  async function onServer() {
    const { url, drop } = await createTestDatabase(inject('postgres') ?? '', inject('postgresTemplate'));
    onTestFinished(drop);
    const setup = await startSetup();
    delete setup.variables.DATA_DIR;
    setup.variables.DATABASE_URL = url;
    const name = new URL(url).pathname.slice(1);
    await runOnServer(url, `alter database ${name} set synchronous_commit = on`);
    return { setup, url, name };
  }
  const codesOf = async (setup: Setup) => databaseIn(await doctor(setup)).map(({ code }) => code);

  test('that only loses what a crash of the machine finds is told how to keep it', async () => {
    const { setup } = await onServer();
    const [answer, ...more] = databaseIn(await doctor(setup));
    expect(answer).toMatchObject({ code: 'not_durable', says: expect.stringMatching(/^fsync, full_page_writes: off/) });
    expect(more).toEqual([]);
  });

  test('that acknowledges commits too early', async () => {
    const { setup, url, name } = await onServer();
    await runOnServer(url, `alter database ${name} set synchronous_commit = off`);
    const [answer] = databaseIn(await doctor(setup));
    expect(answer?.says).toContain('synchronous_commit');
    await runOnServer(url, /ALTER DATABASE .*? = on;/.exec(answer?.fix ?? '')?.[0] ?? '');
    expect(databaseIn(await doctor(setup))[0]?.says).not.toContain('synchronous_commit');
  });

  test('that accepts no writes', async () => {
    const { setup, url, name } = await onServer();
    await runOnServer(url, `alter database ${name} set default_transaction_read_only = on`);
    const broken = await doctor(setup);
    expect(databaseIn(broken).map(({ code }) => code)).toEqual(['server_read_only', ...OF_THE_TESTS]);
    expect(broken.said).toContain('  Fix: Give DATABASE_URL the address of the primary server.\n');
  });

  test('on which the bot may make no tables', async () => {
    const { setup, url, name } = await onServer();
    const role = `${name}_bot`;
    await runOnServer(url, `create role ${role} login password 'secret'`);
    onTestFinished(() => runOnServer(inject('postgres') ?? '', `drop role if exists ${role}`));
    await runOnServer(url, 'drop table kysely_migration cascade');
    const other = new URL(url);
    [other.username, other.password] = [role, 'secret'];
    setup.variables.DATABASE_URL = other.href;
    const broken = databaseIn(await doctor(setup));
    expect(broken.map(({ code }) => code)).toEqual(['rights_missing', ...OF_THE_TESTS]);
    await runOnServer(url, broken[0]?.fix?.replace(/^.*?: /, '') ?? '');
    expect(await codesOf(setup)).toEqual(OF_THE_TESTS);
    await runOnServer(url, `drop owned by ${role}`);
  });

  test('whose tables are newer', async () => {
    const { setup, url } = await onServer();
    await runOnServer(url, "insert into kysely_migration (name, timestamp) values ('9999-later', 'now')");
    expect(await codesOf(setup)).toEqual([...OF_THE_TESTS, 'tables_too_new']);
    await runOnServer(url, "delete from kysely_migration where name = '9999-later'");
    expect(await codesOf(setup)).toEqual(OF_THE_TESTS);
  });

  test('that cannot be reached', async () => {
    const { setup, url } = await onServer();
    setup.variables.DATABASE_URL = 'postgres://nobody:nothing@127.0.0.1:1/none';
    const broken = await doctor(setup);
    expect(wrongIn(broken)).toEqual(['database']);
    expect(broken.said).toContain('Nothing listens on port 1 of 127.0.0.1.');
    expect(broken.code).toBe(1);
    setup.variables.DATABASE_URL = url;
    expect(await codesOf(setup)).toEqual(OF_THE_TESTS);
  });
});

describe('what no test can do to this machine is judged from its reading', () => {
  const server: ServerReading = {
    ...{ version: 160_004, user: 'bot', database: 'bot', mayCreate: true, isReadOnly: false, notDurable: [] },
    ...{ toMigrate: [], tooNew: [], latency: 1, isEncrypted: true, isLocal: false, losesTimeouts: false },
  };
  test.each([
    ['server_usable', {}],
    ['server_too_old', { version: 120_022 }],
    ['server_slow', { latency: 80 }],
    ['not_encrypted', { isEncrypted: false }],
    ['pooler_drops_timeouts', { losesTimeouts: true }],
  ] as const)('%s', (code, change) => {
    expect(judgeServer({ ...server, ...change })[0]?.code).toBe(code);
  });

  const embedded: EmbeddedReading = { notDurable: [], toMigrate: [], tooNew: [], latency: 1 };
  test.each([
    ['embedded_usable', {}],
    ['not_durable', { notDurable: ['fsync'] }],
    ['tables_too_new', { tooNew: ['9999-later'] }],
    ['tables_too_old', { toMigrate: ['0001-ground'] }],
    ['database_slow', { latency: 80 }],
  ] as const)('%s', (code, change) => {
    expect(judgeEmbedded({ ...embedded, ...change })[0]?.code).toBe(code);
  });

  const directory: DirectoryReading = {
    ...{ path: '/data', isNew: false, free: 10 ** 10, isOwn: true, isOpen: false, fileSystem: 'local' },
  };
  test.each([
    ['directory_usable', {}],
    ['disk_full', { free: 10 ** 6 }],
    ['disk_nearly_full', { free: 10 ** 8 }],
    ['other_owner', { isOwn: false }],
    ['in_memory', { fileSystem: 'memory' }],
    ['on_network', { fileSystem: 'network' }],
  ] as const)('%s', (code, change) => {
    expect(judgeDirectory({ ...directory, ...change })[0]?.code).toBe(code);
  });
});

test('beside a bot that holds its directory, the database is left out, said, and the ping reaches that bot', async () => {
  const setup = await startSetup();
  Object.assign(setup.variables, { TFE_NOTIFICATION_KEY: 'a-key', PORT: '0', TF_ACTION_CONFIG: 'actions.yml' });
  const bot = startProcess(setup.variables, { cwd: setup.folder });
  await bot.writes(/"started"/);
  setup.variables.PORT = /"port":(\d+)/.exec(bot.output())?.[1] ?? '';
  const beside = await doctor(setup);
  expect(wrongIn(beside), beside.said).toEqual([]);
  expect(beside.said).toMatch(/database: not checked: .*data is held by a running bot \(process \d+ on .+\)/);
  expect(beside.said).toContain(`the bot on port ${setup.variables.PORT} took a signed notification.`);
  expect(beside.code).toBe(0);
  setup.variables.TFE_NOTIFICATION_KEY = 'another-key';
  expect(wrongIn(await doctor(setup))).toEqual(['notifications']);
}, 60_000);

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
