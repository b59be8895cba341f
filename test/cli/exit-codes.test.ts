import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compiled } from '../compiled.ts';

const ROOT = join(import.meta.dirname, '../..');

interface Ended {
  readonly code: number | string | null | undefined;
  readonly said: string;
}

/** Runs the command like an operator, with only these variables. */
const run = (words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> =>
  new Promise((resolve) => {
    const options = { cwd: ROOT, env: { PATH: process.env.PATH, NODE_ENV: 'production', ...env }, timeout: 30_000 };
    execFile(process.execPath, [compiled('src/cli/tf-action.ts'), ...words], options, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : error.code, said: stdout + stderr }),
    );
  });

/** A port on which nobody listens. */
async function findClosedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe('what could not run ends with 2, so that nobody takes it for a no', () => {
  test.each([
    ['no such command', ['runn']],
    ['no such option', ['check', '--quick']],
    ['a port that is none', ['sandbox', '--port', '65536']],
    ['somebody who is no person', ['explain', 'cleanup', 'prod', '--person', 'nobody']],
    ['an export that is not there', ['audit', 'verify', 'nowhere.jsonl']],
    ['a head that is none', ['audit', 'verify', '--head', '7']],
    ['nobody to forget', ['audit', 'forget', '--person', 'ana']],
    ['no variables to start with', ['start']],
  ])('%s', async (_, words) => {
    expect(await run(words)).toMatchObject({ code: 2, said: expect.stringMatching(/\S/) });
  });

  test('a database that is away', async () => {
    const DATABASE_URL = `postgres://nobody@127.0.0.1:${await findClosedPort()}/nothing`;
    expect(await run(['audit', 'verify'], { DATABASE_URL })).toMatchObject({ code: 2 });
  });
});

test('a no ends with 1, and a yes with 0', async () => {
  const ben = ['explain', 'cleanup', 'prod', '--person', 'ben', '--group'];
  expect(await run([...ben, 'none'])).toMatchObject({ code: 1 });
  expect(await run([...ben, 'sre', '--expect', 'refused'])).toMatchObject({ code: 1 });
  expect(await run([...ben, 'none', '--expect', 'refused'])).toMatchObject({ code: 0 });
  expect(await run(['--version'])).toMatchObject({ code: 0 });
});
