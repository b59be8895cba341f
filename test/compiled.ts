import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '..');
const COMPILED = join(ROOT, 'node_modules', '.cache', 'tf-action', 'compiled');

/** Processes of their own start compiled, as an operator's do: loading the sources would take longer than most tests. */
export async function compile(): Promise<void> {
  const tsc = join(ROOT, 'node_modules', '.bin', 'tsc');
  await promisify(execFile)(tsc, ['-p', 'tsconfig.test.json'], { cwd: ROOT });
}

/** Where a source stands once it is compiled, such as of `src/cli/tf-action.ts`. */
export const compiled = (source: string): string => join(COMPILED, source.replace(/\.ts$/, '.js'));
