import { writeFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { startSlack } from '../../src/sandbox/slack/server.ts';
import { startTerraform } from '../../src/sandbox/terraform/server.ts';
import { makeFolder, openPlace, startProcess } from '../bot-process.ts';
import { allowlistWith, fillTeam } from '../conversation.ts';

test('the program takes an edited allowlist, at SIGHUP too, and goes on with the one before where it has faults', async () => {
  const slack = await startSlack({});
  const terraform = await startTerraform({});
  onTestFinished(async () => {
    await terraform.close();
    await slack.close();
  });
  fillTeam(slack);
  const { folder, file } = makeFolder(allowlistWith());
  const bot = startProcess({
    ...{ SLACK_BOT_TOKEN: 'xoxb-sandbox-bot', SLACK_APP_TOKEN: 'xapp-sandbox-app', SLACK_API_URL: slack.url },
    ...{ TFE_ADDRESS: terraform.url, TFE_TOKEN: 'tfe-sandbox-token', TF_ACTION_CONFIG: file, PORT: '0' },
    ...(await openPlace(folder)),
  });
  await bot.writes(/"msg":"started"/);
  writeFileSync(file, allowlistWith({ max_invocations: 3 }));
  await bot.writes(/looser: cleanup in prod: max_invocations: 1 → 3.*"msg":"the allowlist was replaced"/);
  writeFileSync(file, 'version: 2\n');
  bot.signal('SIGHUP');
  await bot.writes(/:1:10 version: has to be 1.*"msg":"the allowlist has a fault"/);
  bot.signal('SIGTERM');
  expect(await bot.ended).toBe(0);
}, 60_000);
