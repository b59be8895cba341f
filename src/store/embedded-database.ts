import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { PGlite } from '@electric-sql/pglite';
import { PGliteDialect } from 'kysely';
import { fromPglite } from 'pg-boss';
import type { Clock } from '../flows/ports/clock.ts';
import { DirectoryUnusable, makeDataDirectory } from './data-directory.ts';
import type { MemoryPlace, OpenedDatabase } from './database-place.ts';
import { lockDirectory } from './directory-lock.ts';
import { assertDurable, DURABLE_START, DurableFiles } from './durable-files.ts';
import { unpackCluster } from './unpack-cluster.ts';

/**
 * About how many bytes a WebAssembly function executes before V8 recompiles it with optimization. With V8's default (2
 * to 13 million), recompiling costs a second of CPU time and 80 MB at every start. Hot functions are still optimized
 * later.
 */
const OPTIMIZE_AFTER = 1_000_000_000;

/** Opens PGlite in a directory that this process has locked. Every commit is on disk before it is acknowledged. */
export async function openEmbeddedDatabase(
  dataDir: string,
  clock: Clock,
  log: (message: string) => void,
): Promise<OpenedDatabase> {
  const directory = makeDataDirectory(dataDir);
  const lock = await lockDirectory(directory, () => new Date(clock.now()));
  try {
    const cluster = join(directory, 'postgres');
    const isNew = !existsSync(join(cluster, 'PG_VERSION'));
    if (isNew) {
      log(`Creating a new database in ${directory}.`);
      await unpackCluster(directory);
    }
    chmodSync(cluster, 0o700);
    const files = new DurableFiles(cluster);
    setFlagsFromString(`--wasm-tiering-budget=${OPTIMIZE_AFTER}`);
    const pglite = await PGlite.create({ fs: files, startParams: DURABLE_START });
    await assertDurable(pglite, files);
    return { ...overPglite(pglite), flushes: () => files.flushes, close: () => closeAll(pglite, lock.release) };
  } catch (error) {
    await lock.release();
    throw isOfFiles(error) ? new DirectoryUnusable(directory, error) : error;
  }
}

/** Node's own error about a file, for example one that belongs to another user. */
const isOfFiles = (error: unknown): boolean => error instanceof Error && 'syscall' in error && 'path' in error;

/** Whether the bot ever ran on this directory. */
export const hasDatabase = (dataDir: string): boolean => existsSync(join(dataDir, 'postgres', 'PG_VERSION'));

/** A database in memory, for tests. */
export async function openMemoryDatabase(place: MemoryPlace): Promise<OpenedDatabase> {
  if (typeof place === 'object' && 'pglite' in place) {
    return { ...overPglite(place.pglite), flushes: () => 0, close: async () => undefined };
  }
  const pglite = await (place === 'new' ? PGlite.create() : createFromDump(place.template));
  return { ...overPglite(pglite), flushes: () => 0, close: () => closeAll(pglite) };
}

/** The path of a dump, which is faster than creating the tables. */
export const createFromDump = (path: string): Promise<PGlite> =>
  PGlite.create({ loadDataDir: new Blob([readFileSync(path)], { type: 'application/x-gzip' }) });

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
