import { writeFileSync } from 'node:fs';
import { expect, inject, onTestFinished, test } from 'vitest';
import { startSlack } from '../../src/sandbox/slack/server.ts';
import { DEFAULT_TOKEN, startTerraform } from '../../src/sandbox/terraform/server.ts';
import { type BotProcess, makeFolder, startProcess } from '../bot-process.ts';
import { ADDRESS, allowlistWith, CHANNEL, fillTeam, PEOPLE, WORKSPACE } from '../conversation.ts';
import { confirmedRuns, createCalls, expectAtMostOneApplied } from '../one-run.ts';
import { createTestDatabase } from '../postgres.ts';

const OLDER = allowlistWith();
/** Only a limit differs, so every request stays what was asked for. */
const NEWER = allowlistWith({}, { file: { limits: { open: 49 } } });
const BEHIND = /Another replica has a newer allowlist/;

const portOf = (bot: BotProcess): string => /"port":(\d+)/.exec(bot.output())?.[1] ?? '';

const server = inject('postgres');
if (server === undefined) process.stdout.write('left out: replicas with different files (no PostgreSQL here)\n');
else {
  test('of two replicas with different files the older one confirms nothing and says so, until it has read the newer file', async () => {
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
    // It follows the runs, since it was first.
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
    await older.writes(BEHIND);
    // Whoever of the two took it up, the run is created under the newer file; the older one follows it.
    await older.writes(/could not follow the run/);
    expect(createCalls(terraform)).toHaveLength(1);
    expect(confirmedRuns(terraform)).toEqual([]);
    const ready = async (bot: BotProcess): Promise<string> =>
      (await fetch(`http://127.0.0.1:${portOf(bot)}/readyz`)).text();
    expect(await ready(older)).toMatch(
      /another replica has a newer allowlist, so this one creates and confirms nothing/,
    );
    expect(await ready(newer)).not.toMatch(/replica/);

    await slack.until(seen(/has an older allowlist than another replica/), {
      within: 60_000,
      what: 'people to be told',
    });

    writeFileSync(file, NEWER);
    await older.writes(/"msg":"the allowlist was replaced"/);
    await slack.until(seen(/Succeeded: cleanup in prod/), { within: 60_000, what: 'the verdict' });
    expectAtMostOneApplied(terraform);

    // An operator says with SIGHUP that the file of a replica is the right one.
    writeFileSync(file, OLDER);
    await older.writes(/"msg":"the allowlist was replaced"[\s\S]*"msg":"the allowlist was replaced"/);
    newer.signal('SIGHUP');
    await newer.writes(/"msg":"the allowlist was replaced"/);
  }, 180_000);
}
