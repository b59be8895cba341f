import { execFile } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '..');
const COMPILED = join(ROOT, 'node_modules', '.cache', 'tf-action', 'compiled');

/** Compiles the program, since separate processes would load the sources longer than most tests take. */
export async function compile(): Promise<void> {
  const tsc = join(ROOT, 'node_modules', '.bin', 'tsc');
  await promisify(execFile)(tsc, ['-p', 'tsconfig.test.json'], { cwd: ROOT });
  const archive = 'src/store/empty-cluster.tar.br';
  copyFileSync(join(ROOT, archive), join(COMPILED, archive));
}

/** The compiled file of a source such as `src/cli/tf-action.ts`. */
export const compiled = (source: string): string => join(COMPILED, source.replace(/\.ts$/, '.js'));
