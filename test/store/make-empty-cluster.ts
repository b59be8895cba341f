import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { PGlite } from '@electric-sql/pglite';

/**
 * Creates `src/store/empty-cluster.tar.br`, for a PGlite with another major version of PostgreSQL: `npx tsx
 * test/store/make-empty-cluster.ts`. Takes some minutes, mostly for compressing.
 */
const folder = mkdtempSync(join(tmpdir(), 'tf-action-cluster-'));
try {
  const pglite = await PGlite.create({ dataDir: folder });
  await pglite.exec('checkpoint');
  await pglite.close();
  const sameEveryTime = ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner', '--format=ustar'];
  const tar = execFileSync('tar', [...sameEveryTime, '-C', folder, '-cf', '-', '.'], { maxBuffer: 2 ** 30 });
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: 11,
    [constants.BROTLI_PARAM_LGWIN]: 24,
    [constants.BROTLI_PARAM_SIZE_HINT]: tar.length,
  };
  const target = join(import.meta.dirname, '../../src/store/empty-cluster.tar.br');
  writeFileSync(target, brotliCompressSync(tar, { params }));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
