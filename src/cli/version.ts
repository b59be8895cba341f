import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The version in this program's `package.json`, wherever the program was compiled to. */
export function readVersion(): string {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const found = readPackage(join(folder, 'package.json'));
    if (found?.name === 'tf-action') return found.version;
  }
  return 'unknown';
}

function readPackage(file: string): { readonly name: string; readonly version: string } | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
