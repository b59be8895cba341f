import { chmodSync, existsSync, mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { PGliteDialect } from 'kysely';
import { fromPglite } from 'pg-boss';
import type { Clock } from '../flows/clock.ts';
import type { OpenedDatabase } from './database.ts';
import { lockDirectory } from './directory-lock.ts';
import { assertDurable, DURABLE_START, DurableFiles, flushFolder } from './durable-files.ts';

/** Opens PGlite in a directory that this process alone holds, with every commit on the disk before it is acknowledged. */
export async function openEmbeddedDatabase(
  dataDir: string,
  clock: Clock,
  log: (message: string) => void,
): Promise<OpenedDatabase> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const directory = realpathSync(dataDir);
  const lock = await lockDirectory(directory, () => new Date(clock.now()));
  try {
    const cluster = join(directory, 'postgres');
    const isNew = !existsSync(join(cluster, 'PG_VERSION'));
    if (isNew) log(`Making a new database in ${directory}, which takes some seconds.`);
    mkdirSync(cluster, { recursive: true, mode: 0o700 });
    chmodSync(cluster, 0o700);
    const files = new DurableFiles(cluster);
    const pglite = await PGlite.create({ fs: files, startParams: DURABLE_START });
    if (isNew) {
      await pglite.exec('checkpoint');
      flushFolder(directory);
    }
    await assertDurable(pglite, files);
    return { ...overPglite(pglite), flushes: () => files.flushes, close: () => closeAll(pglite, lock.release) };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** Whether the bot ever ran on this directory. */
export const hasDatabase = (dataDir: string): boolean => existsSync(join(dataDir, 'postgres', 'PG_VERSION'));

/** A database that is gone when it is closed, for tests; `template` is the path of a dump, which spares making one anew. */
export async function openMemoryDatabase(template: string | undefined): Promise<OpenedDatabase> {
  const dump = template === undefined ? undefined : new Blob([readFileSync(template)], { type: 'application/x-gzip' });
  const pglite = await PGlite.create(dump === undefined ? {} : { loadDataDir: dump });
  return { ...overPglite(pglite), flushes: () => 0, close: () => closeAll(pglite) };
}

const overPglite = (pglite: PGlite) => ({
  engine: 'pglite' as const,
  dialect: new PGliteDialect({ pglite }),
  boss: fromPglite(pglite),
  dump: () => pglite.dumpDataDir('gzip'),
});

async function closeAll(pglite: PGlite, release?: () => Promise<void>): Promise<void> {
  try {
    if (!pglite.closed) await pglite.close();
  } finally {
    await release?.();
  }
}
