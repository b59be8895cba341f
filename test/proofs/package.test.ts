import { execFile, execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

/** The environment of an operator's shell, without what `npm test` adds. */
const SHELL = { PATH: process.env.PATH, HOME: process.env.HOME };

const run = async (folder: string, line: string, environment: Readonly<Record<string, string>> = {}): Promise<string> =>
  (await promisify(execFile)('sh', ['-c', line], { cwd: folder, env: { ...SHELL, ...environment } })).stdout;

describe('the package as it is checked out, and as npm packs it', { timeout: 300_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'tf-action-package-'));
  const [checkout, empty] = [join(folder, 'checkout'), join(folder, 'empty')];

  beforeAll(() => {
    const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: ROOT });
    for (const file of files.toString().trim().split('\n')) {
      if (!existsSync(join(ROOT, file))) continue;
      mkdirSync(dirname(join(checkout, file)), { recursive: true });
      cpSync(join(ROOT, file), join(checkout, file));
    }
    mkdirSync(empty);
    writeFileSync(join(empty, 'package.json'), '{ "private": true }');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }), 300_000);

  test('NODE_ENV=production npm ci && npm start starts, and says what it lacks', async () => {
    await run(checkout, 'npm ci --no-audit --no-fund', { NODE_ENV: 'production' });
    expect(existsSync(join(checkout, 'node_modules/vitest'))).toBe(false);
    const start = run(checkout, 'npm start', { NODE_ENV: 'production' });
    await expect(start).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('SLACK_BOT_TOKEN: is missing'),
    });
  });

  test('its tarball, installed without development dependencies, says its version, plays the story and draws the page', async () => {
    const tarball = (await run(checkout, 'npm pack --silent')).trim();
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect(tarball).toBe(`tf-action-${version}.tgz`);
    await run(empty, `npm install --omit=dev --no-audit --no-fund ${join(checkout, tarball)}`);
    expect(await run(empty, 'npx tf-action --version')).toBe(`${version}\n`);
    expect(await run(empty, 'npx tf-action sandbox --play')).toMatch(/Succeeded: cleanup in prod .*\s+Asked by @?Ana/);
    expect(await drawnPage(empty)).toMatch(/<title>/);
  });
});

/** Starts the demo and returns its page. */
async function drawnPage(cwd: string): Promise<string> {
  const program = join(cwd, 'node_modules/.bin/tf-action');
  const demo = spawn(program, ['sandbox'], { cwd, env: SHELL, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const url = await new Promise<string>((resolve, reject) => {
      let said = '';
      demo.stdout.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        const [, ready] = /Ready: (\S+)/.exec(said) ?? [];
        if (ready !== undefined) resolve(ready);
      });
      demo.once('exit', (code) => reject(new Error(`The demo ended with ${code}:\n${said}`)));
    });
    return await (await fetch(url)).text();
  } finally {
    const ended = new Promise((resolve) => demo.once('exit', resolve));
    demo.kill('SIGTERM');
    await ended;
  }
}
