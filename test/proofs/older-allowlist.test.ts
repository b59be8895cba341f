import { writeFileSync } from 'node:fs';
import { expect, inject, onTestFinished, test } from 'vitest';
import { startSlack } from '../../src/sandbox/slack/server.ts';
import { DEFAULT_TOKEN, startTerraform } from '../../src/sandbox/terraform/server.ts';
import { type BotProcess, makeFolder, startProcess } from '../bot-process.ts';
import { ADDRESS, allowlistWith, CHANNEL, fillTeam, PEOPLE, WORKSPACE } from '../conversation.ts';
import { createCalls, expectAtMostOneApplied } from '../one-run.ts';
import { createTestDatabase } from '../postgres.ts';

const OLDER = allowlistWith();
/** Only a limit differs, so requests stay as they were asked. */
const NEWER = allowlistWith({}, { file: { limits: { open: 49 } } });
const BEHIND = /Another replica has a newer allowlist/;

const portOf = (bot: BotProcess): string => /"port":(\d+)/.exec(bot.output())?.[1] ?? '';

const server = inject('postgres');
if (server === undefined) process.stdout.write('left out: replicas with different files (no PostgreSQL here)\n');
else {
  test('of two replicas with different files the older one confirms nothing and says so, gives its runs to the other, and takes nothing back when it is started again', async () => {
    const { url, drop } = await createTestDatabase(server, inject('postgresTemplate'));
    onTestFinished(drop);
    const slack = await startSlack();
    const terraform = await startTerraform({ pace: { planning: 200, applying: 200, step: 100 } });
    onTestFinished(async () => {
      await terraform.close();
      await slack.close();
    });
    fillTeam(slack);
    terraform.addWorkspace({ name: WORKSPACE, actions: [{ address: ADDRESS }] });
    const environment = {
      ...{ SLACK_BOT_TOKEN: 'xoxb-sandbox-bot', SLACK_APP_TOKEN: 'xapp-sandbox-app', SLACK_API_URL: slack.url },
      ...{ TFE_ADDRESS: terraform.url, TFE_TOKEN: DEFAULT_TOKEN, DATABASE_URL: url, PORT: '0' },
    };
    const { file } = makeFolder(OLDER);
    // Started first, so it follows the runs.
    const older = startProcess({ ...environment, TF_ACTION_CONFIG: file });
    await older.writes(/"msg":"started"/);
    const newer = startProcess({ ...environment, TF_ACTION_CONFIG: makeFolder(NEWER).file });
    await newer.writes(/"msg":"started"/);
    await slack.until(() => slack.connections === 4, { within: 20_000, what: 'both to connect' });

    const seen = (what: RegExp) => () =>
      slack.sees(PEOPLE.ana, CHANNEL).findLast((message) => what.test(slack.readAloud(message)));
    const waiting = { within: 30_000 };
    await slack.says(PEOPLE.ana, CHANNEL, '/tf-action cleanup prod');
    await slack.clicks(PEOPLE.ana, 'Run it', await slack.until(seen(/Run cleanup in prod\?/), waiting));
    // The run is created and confirmed under the newer file in any case: the replica with the older one hands its
    // runs over.
    await older.writes(BEHIND);
    await slack.until(seen(/Succeeded: cleanup in prod/), { within: 60_000, what: 'the verdict' });
    expect(createCalls(terraform)).toHaveLength(1);
    const ready = async (bot: BotProcess): Promise<string> =>
      (await fetch(`http://127.0.0.1:${portOf(bot)}/readyz`)).text();
    expect(await ready(older)).toMatch(
      /another replica has a newer allowlist, so this one creates and confirms nothing/,
    );
    expect(await ready(newer)).not.toMatch(/replica/);

    // Killed and restarted with the replaced file, it does not bring that file back.
    older.signal('SIGKILL');
    await older.ended;
    const again = startProcess({ ...environment, TF_ACTION_CONFIG: file });
    await again.writes(/another replica already uses a newer allowlist/);
    await again.writes(/"msg":"started"/);
    expect(await ready(again)).toMatch(/another replica has a newer allowlist/);
    expect(await ready(newer)).not.toMatch(/replica/);

    writeFileSync(file, NEWER);
    await again.writes(/"msg":"the allowlist was replaced"/);
    expectAtMostOneApplied(terraform);

    // With SIGHUP, an operator declares a replica's file the right one.
    writeFileSync(file, OLDER);
    await again.writes(/"msg":"the allowlist was replaced"[\s\S]*"msg":"the allowlist was replaced"/);
    newer.signal('SIGHUP');
    await newer.writes(/"msg":"the allowlist was replaced"/);

    // Both stop. A process started now is alone, so its file is used at once.
    for (const bot of [again, newer]) bot.signal('SIGTERM');
    await Promise.all([again.ended, newer.ended]);
    const last = startProcess({ ...environment, TF_ACTION_CONFIG: makeFolder(OLDER).file });
    await last.writes(/"msg":"the allowlist was replaced"/);
    await last.writes(/"msg":"started"/);
    expect(await ready(last)).not.toMatch(/replica/);
  }, 240_000);
}
