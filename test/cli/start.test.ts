import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import module from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadEnvironmentFile } from '../../src/cli/environment-file.ts';
import { compiled } from '../compiled.ts';

const ROOT = join(import.meta.dirname, '../..');

test('tf-action --version prints the version of its package', async () => {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const printed = await new Promise((resolve, reject) => {
    execFile(process.execPath, [compiled('src/cli/tf-action.ts'), '--version'], (error, stdout) =>
      error === null ? resolve(stdout) : reject(error),
    );
  });
  expect(printed).toBe(`${version}\n`);
});

test('what Node compiles is kept inside the program, and nowhere that others can write', async () => {
  const kept = join(dirname(compiled('src/cli/tf-action.ts')), '..', '.compiled');
  rmSync(kept, { recursive: true, force: true });
  await new Promise((resolve) =>
    execFile(process.execPath, [compiled('src/cli/tf-action.ts'), 'schema'], () => resolve(undefined)),
  );
  // Node 22.1 or later.
  expect(existsSync(kept)).toBe('enableCompileCache' in module);
});

/** Works in a folder with this `.env` until the test ends. */
function workBeside(file: Buffer): void {
  const [before, folder] = [process.cwd(), mkdtempSync(join(tmpdir(), 'tf-action-env-'))];
  writeFileSync(join(folder, '.env'), file);
  process.chdir(folder);
  onTestFinished(() => {
    process.chdir(before);
    rmSync(folder, { recursive: true });
  });
}

test('.env sets what is not set, outside production; a byte order mark and quotes belong to no value', () => {
  workBeside(Buffer.from('\ufeffTFE_TOKEN="in the file"\r\nPORT=3001\r\n'));
  const env: NodeJS.ProcessEnv = { PORT: '80' };
  loadEnvironmentFile(env);
  expect(env).toEqual({ PORT: '80', TFE_TOKEN: 'in the file' });
  const production: NodeJS.ProcessEnv = { NODE_ENV: 'production' };
  loadEnvironmentFile(production);
  expect(production).toEqual({ NODE_ENV: 'production' });
});

test('.env in another encoding is a fault with the way out, and sets nothing', () => {
  workBeside(Buffer.from('\ufeffTFE_TOKEN=x\r\n', 'utf16le'));
  const env: NodeJS.ProcessEnv = {};
  expect(() => loadEnvironmentFile(env)).toThrow(
    '.env is UTF-16, not UTF-8; Windows PowerShell writes that with ">". Save it as UTF-8.',
  );
  expect(env).toEqual({});
});

test.each([['check'], ['explain', 'cleanup', 'prod', '--person', 'ana']])(
  '`tf-action %s` finds the allowlist that .env names',
  (...words) => {
    workBeside(Buffer.from('TF_ACTION_CONFIG=elsewhere.yml\n'));
    const { stdout, stderr } = spawnSync(process.execPath, [compiled('src/cli/tf-action.ts'), ...words], {
      cwd: process.cwd(),
      env: { PATH: process.env.PATH },
      encoding: 'utf8',
    });
    expect(stdout + stderr).toContain('elsewhere.yml cannot be read (ENOENT)');
  },
);
