import { expect, onTestFinished, test } from 'vitest';
import { startSlack } from '../../src/sandbox/slack/server.ts';
import { startTerraform } from '../../src/sandbox/terraform/server.ts';
import { makeFolder, openPlace, startProcess } from '../bot-process.ts';
import { ADDRESS, allowlistWith, CHANNEL, fillTeam, PEOPLE, WORKSPACE } from '../conversation.ts';
import { createCalls } from '../one-run.ts';

test('killed between the call for the preview and the record, started again: found, shown, and never made twice', async () => {
  const slack = await startSlack({ botToken: 'xoxb-bot', appToken: 'xapp-app' });
  const terraform = await startTerraform({ pace: { planning: 200, applying: 200, step: 100 } });
  onTestFinished(async () => {
    await terraform.close();
    await slack.close();
  });
  fillTeam(slack);
  terraform.addWorkspace({ name: WORKSPACE, actions: [{ address: ADDRESS }] });
  const { folder, file } = makeFolder(allowlistWith({ preview: true, approval: { required: [{ from: 'sre' }] } }));
  const environment = {
    ...(await openPlace(folder)),
    SLACK_BOT_TOKEN: 'xoxb-bot',
    SLACK_APP_TOKEN: 'xapp-app',
    TFE_TOKEN: 'tfe-sandbox-token',
    SLACK_API_URL: slack.url,
    TFE_ADDRESS: terraform.url,
    TF_ACTION_CONFIG: file,
    PORT: '0',
  };
  const first = startProcess(environment);
  await first.writes(/"msg":"started"/);
  await slack.until(() => slack.connections === 2, { within: 20_000 });
  terraform.faultCreating('hangs, created');
  await slack.says(PEOPLE.ana, CHANNEL, '/tf-action cleanup prod');
  const sees = (what: RegExp) =>
    slack.until(() => slack.sees(PEOPLE.ana, CHANNEL).findLast((message) => what.test(slack.readAloud(message))), {
      within: 40_000,
      what: String(what),
    });
  await slack.clicks(PEOPLE.ana, 'Run it', await sees(/Run cleanup in prod\?/));
  await new Promise<void>((resolve) => {
    const check = (): void => {
      if (terraform.runs(WORKSPACE).length > 0) resolve();
    };
    onTestFinished(terraform.subscribe(check));
    check();
  });
  first.signal('SIGKILL');
  await first.ended;

  startProcess(environment);
  const request = await sees(/Awaiting approval.*Preview: invokes 1 action, changes 0 resources/s);
  expect(slack.buttons(request).map(({ label }) => label)).toContain('Approve');
  expect(createCalls(terraform)).toHaveLength(1);
  expect(terraform.runs(WORKSPACE)).toMatchObject([{ planOnly: true, status: 'planned_and_finished' }]);
}, 110_000);
