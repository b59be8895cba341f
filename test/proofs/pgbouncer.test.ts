import { describe, expect, inject, onTestFinished, test } from 'vitest';
import type { CheckAnswer, Checked } from '../../src/domain/diagnosis.ts';
import { startSlack } from '../../src/sandbox/slack/server.ts';
import { startTerraform } from '../../src/sandbox/terraform/server.ts';
import { type BotProcess, makeFolder, startProcess } from '../bot-process.ts';
import { runCommand } from '../cli/run-command.ts';
import { ADDRESS, allowlistWith, CHANNEL, fillTeam, PEOPLE, WORKSPACE } from '../conversation.ts';
import { findPgBouncer, startPgBouncer } from '../pgbouncer.ts';
import { createTestDatabase, runOnServer } from '../postgres.ts';

const IGNORED = { ignore_startup_parameters: 'statement_timeout, idle_in_transaction_session_timeout' };
/** Fewer sessions than the bot's ten connections, so that each transaction may get a different one. */
const SESSIONS = { transaction: '3', session: '10' } as const;

const program = findPgBouncer();
const server = inject('postgres');

async function startBehindPooler(settings: Readonly<Record<string, string>>) {
  const slack = await startSlack();
  onTestFinished(slack.close);
  fillTeam(slack);
  const terraform = await startTerraform({ pace: { planning: 200, applying: 200, step: 100 } });
  onTestFinished(terraform.close);
  terraform.addWorkspace({ name: WORKSPACE, actions: [{ address: ADDRESS }] });
  const { url, drop } = await createTestDatabase(server ?? '');
  onTestFinished(drop);
  const { file } = makeFolder(allowlistWith());
  const bot = startProcess({
    ...{ SLACK_BOT_TOKEN: 'xoxb-sandbox-bot', SLACK_APP_TOKEN: 'xapp-sandbox-app', TFE_TOKEN: 'tfe-sandbox-token' },
    ...{ SLACK_API_URL: slack.url, TFE_ADDRESS: terraform.url, TF_ACTION_CONFIG: file, PORT: '0' },
    DATABASE_URL: await startPgBouncer(program ?? '', url, settings),
  });
  return { bot, slack, terraform };
}

/** The codes and fixes of doctor's check of this database. */
async function askDoctor(databaseUrl: string): Promise<readonly Pick<CheckAnswer, 'code' | 'says' | 'fix'>[]> {
  const env = { DATABASE_URL: databaseUrl };
  const { said } = await runCommand({ folder: makeFolder('').folder, env }, ['doctor', '--json']);
  const { checks } = JSON.parse(said) as { readonly checks: readonly Checked[] };
  return checks.find(({ name }) => name === 'database')?.answers ?? [];
}

/** A database and a role of its own, which may make tables there. Returns its URL as this role. */
async function createDatabaseWithRole(): Promise<{ readonly owner: string; readonly url: string }> {
  const { url: owner, drop } = await createTestDatabase(server ?? '');
  const name = new URL(owner).pathname.slice(1);
  const role = `${name}_bot`;
  onTestFinished(async () => {
    await drop();
    await runOnServer(server ?? '', `drop role ${role}`);
  });
  await runOnServer(owner, `create role ${role} login`);
  await runOnServer(owner, `grant create on database ${name} to ${role}`);
  await runOnServer(owner, `grant usage, create on schema public to ${role}`);
  const url = new URL(owner);
  url.username = role;
  return { owner, url: url.href };
}

async function stop(bot: BotProcess): Promise<void> {
  bot.signal('SIGTERM');
  await bot.ended;
}

if (program === undefined || server === undefined) {
  test('PgBouncer and PostgreSQL are left out here', () => expect(process.env.TF_ACTION_TEST_ALL).not.toBe('1'));
} else {
  describe('a real PgBouncer in front of the server', { timeout: 60_000 }, () => {
    test.each(['transaction', 'session'] as const)(
      '%s pooling: from an empty database to a run that succeeded',
      async (mode) => {
        const pooling = { pool_mode: mode, ...IGNORED, default_pool_size: SESSIONS[mode] };
        const { bot, slack, terraform } = await startBehindPooler(pooling);
        await bot.writes(/"msg":"started"/);
        await slack.until(() => slack.connections === 2, { within: 20_000, what: 'both connections' });
        await slack.says(PEOPLE.ana, CHANNEL, '/tf-action cleanup prod');
        const sees = (what: RegExp) =>
          slack.until(() => slack.sees(PEOPLE.ana, CHANNEL).findLast((one) => what.test(slack.readAloud(one))), {
            ...{ within: 30_000, what: String(what) },
          });
        await slack.clicks(PEOPLE.ana, 'Run it', await sees(/Run cleanup in prod\?/));
        await sees(/Succeeded/);
        expect(terraform.runs(WORKSPACE)).toHaveLength(1);
        expect(bot.output()).not.toMatch(/"level":"(error|fatal)"/);
        expect(bot.output()).toMatch(/ALTER ROLE … SET idle_in_transaction_session_timeout = '5s'/);
        await stop(bot);
      },
    );

    test.each(['transaction', 'session'])(
      '%s pooling that refuses the parameters of the bot: it does not start, and names the setting',
      async (mode) => {
        const { bot } = await startBehindPooler({ pool_mode: mode });
        expect(await bot.ended).toBe(2);
        expect(bot.output()).toMatch(
          /unsupported startup parameter: \w+ \(08P01\)\. A pooler in front of the server refuses a parameter\. For PgBouncer: ignore_startup_parameters = statement_timeout, idle_in_transaction_session_timeout\./,
        );
      },
    );

    test.each(['transaction', 'session'])(
      '%s pooling: doctor finds that timeouts are dropped, and its fix mends that',
      async (mode) => {
        const { owner, url } = await createDatabaseWithRole();
        const pooling = { pool_mode: mode, server_lifetime: '0', ...IGNORED };
        const pooled = await startPgBouncer(program, url, pooling);
        const isOfTheTests = ({ code }: { readonly code: string }): boolean => code === 'not_durable';
        const broken = (await askDoctor(pooled)).filter((answer) => !isOfTheTests(answer));
        expect(broken.map(({ code }) => code)).toEqual(['pooler_drops_timeouts']);
        for (const statement of broken[0]?.fix?.match(/ALTER ROLE [^;]+;/g) ?? []) await runOnServer(owner, statement);
        expect((await askDoctor(pooled)).map(({ code }) => code)).toEqual(['not_durable']);
      },
    );

    test('that refuses the parameters of the bot: doctor names the setting', async () => {
      const { url } = await createDatabaseWithRole();
      const [answer] = await askDoctor(await startPgBouncer(program, url, { pool_mode: 'transaction' }));
      expect(answer).toMatchObject({
        code: 'server_unusable',
        says: expect.stringContaining('ignore_startup_parameters = statement_timeout'),
      });
    });

    test('fewer sessions than the bot opens: it does not start, and says how many it needs', async () => {
      const { bot } = await startBehindPooler({ pool_mode: 'session', ...IGNORED, default_pool_size: '2' });
      expect(await bot.ended).toBe(2);
      expect(bot.output()).toMatch(
        /could not start: .*fewer than 10 sessions at the same time\. .*default_pool_size = 10/,
      );
    });

    test('statement pooling has no transactions: it does not start, and says which pooling does', async () => {
      const { bot } = await startBehindPooler({ pool_mode: 'statement', ...IGNORED });
      expect(await bot.ended).toBe(2);
      expect(bot.output()).toMatch(/could not start: .*pool_mode = transaction/);
    });
  });
}
