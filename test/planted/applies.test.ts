import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ALL_DEFECTS } from './all-defects.ts';
import { plant } from './planted-defect.ts';

const ROOT = join(import.meta.dirname, '../..');

test.each(ALL_DEFECTS.map((defect) => [defect.name, defect] as const))('can still be planted: %s', (_name, defect) => {
  const source = readFileSync(join(ROOT, defect.file), 'utf8');
  expect(plant(source, defect)).not.toBe(source);
  const missing = defect.noticedBy.filter(({ file }) => !existsSync(join(ROOT, file)));
  expect(missing).toEqual([]);
});
