import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');
const LEFT_BEHIND: readonly string[] = ['node_modules', '.git', 'dist'];
const CACHE = '.cache';

export interface TreeCopy {
  readonly root: string;
  remove(): void;
}

/** A copy of the working tree with writable sources. Packages are linked, caches are its own. */
export function copyTree(): TreeCopy {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'tf-action-planted-')));
  for (const name of readdirSync(ROOT)) {
    if (!LEFT_BEHIND.includes(name)) cpSync(join(ROOT, name), join(root, name), { recursive: true });
  }
  mkdirSync(join(root, 'node_modules'));
  for (const name of readdirSync(join(ROOT, 'node_modules'))) {
    if (name !== CACHE) symlinkSync(join(ROOT, 'node_modules', name), join(root, 'node_modules', name));
  }
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}
