import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { startSlack } from '../../src/sandbox/slack/server.ts';
import { startTerraform } from '../../src/sandbox/terraform/server.ts';
import { type BotProcess, makeFolder, startProcess } from '../bot-process.ts';
import { ADDRESS, allowlistWith, CHANNEL, fillTeam, PEOPLE, WORKSPACE } from '../conversation.ts';
import { findPgBouncer, startPgBouncer } from '../pgbouncer.ts';
import { createTestDatabase } from '../postgres.ts';

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
