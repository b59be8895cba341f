import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * The path of a program, or `undefined` with one line that says what is left out without it. If TF_ACTION_TEST_ALL is 1
 * nothing may be left out, so this throws.
 */
export function findProgram(name: string, what: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const found = folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
  if (found !== undefined) return found;
  const leftOut = `left out: ${what} (no ${name} here)`;
  if (process.env.TF_ACTION_TEST_ALL === '1')
    throw new Error(`${leftOut}, and TF_ACTION_TEST_ALL=1 leaves out nothing`);
  process.stdout.write(`${leftOut}\n`);
  return undefined;
}
