import { execFile } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { startSlack } from '../../src/sandbox/slack/server.ts';
import { startTerraform } from '../../src/sandbox/terraform/server.ts';
import { startProcess } from '../bot-process.ts';
import { allowlistWith, fillTeam, WORKSPACE } from '../conversation.ts';
import { readDockerfile } from '../deploy/dockerfile.ts';
import { listenOnLoopback } from '../loopback.ts';
import { ROOT, readPage } from '../pages.ts';
import { whoRuns } from '../postgres.ts';

const [build, image] = readDockerfile(readPage('Dockerfile')).stages;

/** Megabytes on disk without Node and Debian. The image of a bot should not ship a compiler by mistake. */
const LARGEST = 120;

test("the Dockerfile's steps, run in an empty folder, make a program that runs without root on a read-only disk", async () => {
  if (build === undefined || image === undefined) throw new Error('the Dockerfile has two stages');
  const folder = mkdtempSync(join(tmpdir(), 'tf-action-image-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  chmodSync(folder, 0o755);
  const [built, app, data] = ['build', 'app', 'data'].map((name) => join(folder, name)) as [string, string, string];
  for (const path of [built, app, data]) mkdirSync(path);
  for (const source of build.copies.flatMap(({ sources }) => sources)) copy(ROOT, built, source);
  for (const line of build.runs) await promisify(execFile)('sh', ['-c', line], { cwd: built, env: BARE });
  for (const { stage, sources } of image.copies) {
    for (const source of sources) copy(stage === undefined ? ROOT : built, app, source.replace(/^\/app\//, ''));
  }
  expect(sizeOf(app) / 1e6).toBeLessThan(LARGEST);

  mkdirSync(join(app, 'config'));
  writeFileSync(join(app, 'config/actions.yml'), allowlistWith());
  const { uid } = whoRuns(data);
  // Whoever owns the files could write to them; root's other users cannot.
  await promisify(execFile)('chmod', ['-R', 'a+rX,a-w', app]);
  onTestFinished(async () => void (await promisify(execFile)('chmod', ['-R', 'u+w', app])));
  const environment = { ...(await startServices()), DATA_DIR: data, PORT: await freePort(), HOME: '/nonexistent' };
  const [program = '', ...words] = image.command ?? [];
  const bot = startProcess(environment, {
    command: [nodeFor(program), ...words],
    cwd: app,
    ...(uid !== undefined && { uid }),
  });
  await bot.writes(/"msg":"started"/);
  const [checker = '', ...checks] = image.healthcheck ?? [];
  await promisify(execFile)(nodeFor(checker), checks, { env: { ...BARE, PORT: environment.PORT } });
  bot.signal('SIGTERM');
  expect(await bot.ended).toBe(0);
  await expect(
    promisify(execFile)(nodeFor(checker), checks, { env: { ...BARE, PORT: environment.PORT } }),
  ).rejects.toThrow();
}, 300_000);

const BARE = { PATH: process.env.PATH, HOME: process.env.HOME };

const nodeFor = (program: string): string => (program === 'node' ? process.execPath : program);

const copy = (from: string, to: string, path: string): void =>
  cpSync(join(from, path), join(to, path), { recursive: true, verbatimSymlinks: true });

function sizeOf(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined || !found.isDirectory()) return found?.size ?? 0;
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}

async function freePort(): Promise<string> {
  const server = createServer();
  const { port } = new URL(await listenOnLoopback(server));
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function startServices(): Promise<Readonly<Record<string, string>>> {
  const slack = await startSlack();
  onTestFinished(slack.close);
  fillTeam(slack);
  const terraform = await startTerraform({});
  onTestFinished(terraform.close);
  terraform.addWorkspace({ name: WORKSPACE });
  return {
    ...{ SLACK_BOT_TOKEN: 'xoxb-sandbox-bot', SLACK_APP_TOKEN: 'xapp-sandbox-app', TFE_TOKEN: 'tfe-sandbox-token' },
    ...{ SLACK_API_URL: slack.url, TFE_ADDRESS: terraform.url },
  };
}
