import { copyFileSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startSlack } from '../../src/sandbox/slack/server.ts';
import { startTerraform } from '../../src/sandbox/terraform/server.ts';
import { makeFolder, openPlace, startProcess } from '../bot-process.ts';
import { compiled } from '../compiled.ts';
import { allowlistWith, fillTeam, WORKSPACE } from '../conversation.ts';
import { listenOnLoopback } from '../loopback.ts';

const ROOT = join(import.meta.dirname, '../..');

/** The variables to start the program with a Slack and an HCP Terraform on this machine. */
async function startServices(): Promise<Readonly<Record<string, string>>> {
  const slack = await startSlack();
  onTestFinished(slack.close);
  fillTeam(slack);
  const terraform = await startTerraform({});
  onTestFinished(terraform.close);
  terraform.addWorkspace({ name: WORKSPACE });
  const { folder, file } = makeFolder(allowlistWith());
  return {
    ...{ SLACK_BOT_TOKEN: 'xoxb-sandbox-bot', SLACK_APP_TOKEN: 'xapp-sandbox-app', TFE_TOKEN: 'tfe-sandbox-token' },
    ...{ SLACK_API_URL: slack.url, TFE_ADDRESS: terraform.url, TF_ACTION_CONFIG: file, PORT: '0' },
    ...(await openPlace(folder)),
  };
}

/** The package as checked out and built, with the program that the tests have compiled. */
function layOutPackage(): string {
  const { folder } = makeFolder('');
  const root = join(folder, 'package');
  mkdirSync(root);
  copyFileSync(join(ROOT, 'package.json'), join(root, 'package.json'));
  symlinkSync(dirname(dirname(compiled('src/cli/tf-action.ts'))), join(root, 'dist'));
  return root;
}

/** What the line of the start says of the bot. */
const SETUP = /"version":"\d+\.\d+\.\d+","mode":"socket","team":"T\w+","organizations":\["acme"\],"entries":2/;

const procfile = (): readonly string[] =>
  [...readFileSync(join(ROOT, 'Procfile'), 'utf8').matchAll(/^(?:worker|web): (.+)$/gm)].map(
    ([, command = '']) => command,
  );

test('SIGTERM to npm start, or to a command of the Procfile, stops the bot', async () => {
  const environment = await startServices();
  const cwd = layOutPackage();
  const commands = [['npm', 'start'], ...[...new Set(procfile())].map((command) => ['sh', '-c', command])] as const;
  expect(commands.length).toBe(2);
  for (const [program = '', ...words] of commands) {
    const bot = startProcess(environment, { command: [program, ...words], cwd });
    await bot.writes(/"msg":"started"/);
    bot.signal('SIGTERM');
    await bot.ended;
    expect(bot.output(), [program, ...words].join(' ')).toMatch(/"msg":"stopped"/);
    expect(bot.output()).toMatch(SETUP);
  }
});

test('a port that somebody else has keeps it from starting: it says so, and ends with 2', async () => {
  const { port } = new URL(await listenOnLoopback(createServer()));
  const bot = startProcess({ ...(await startServices()), PORT: port });
  expect(await bot.ended).toBe(2);
  expect(bot.output()).toMatch(/could not start: .*EADDRINUSE/);
});
