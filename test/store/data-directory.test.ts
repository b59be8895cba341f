import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeDataDirectory } from '../../src/store/data-directory.ts';

test('every missing level of the data directory is created for this user alone', () => {
  const top = join(mkdtempSync(join(tmpdir(), 'levels-')), 'a');
  const made = makeDataDirectory(join(top, 'b'));
  expect([top, made].map((directory) => statSync(directory).mode & 0o777)).toEqual([0o700, 0o700]);
});

test('where no directory can be created, the answer comes at once and names the variable', () => {
  expect(() => makeDataDirectory('/proc/tf-action')).toThrow(
    /^The data directory \/proc\/tf-action cannot be used: .*No directory can be created there\. Set DATA_DIR to another path\.$/,
  );
});
