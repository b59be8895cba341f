import { fdatasyncSync } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';

type Init = Parameters<NodeFS['init']>;
type StreamOperations = { fsync?: (stream: { readonly nfd: number }) => number };

/**
 * PGlite's host file system with the fsync that PGlite omits. Without it, a commit is only in the page cache and a
 * power failure loses it.
 */
export class DurableFiles extends NodeFS {
  #flushes = 0;

  /** How many times PostgreSQL flushed a file to disk. */
  get flushes(): number {
    return this.#flushes;
  }

  override async init(...[postgres, options]: Init): ReturnType<NodeFS['init']> {
    const { emscriptenOpts } = await super.init(postgres, options);
    const flushes: Init[1]['preRun'] = [
      (module) => {
        const operations: StreamOperations = Reflect.get(module.NODEFS, 'stream_ops');
        operations.fsync = (stream) => {
          fdatasyncSync(stream.nfd);
          this.#flushes += 1;
          return 0;
        };
      },
    ];
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...(emscriptenOpts.preRun ?? []), ...flushes] } };
  }
}

/** PGlite starts PostgreSQL with fsync off (`-F`), and its file system has no fdatasync. */
export const DURABLE_START = [
  ...PGlite.defaultStartParams.filter((word) => word !== '-F'),
  ...['-c', 'wal_sync_method=fsync'],
  // PostgreSQL's default is 128 MB, which WebAssembly allocates at start. The bot's rows need a tenth of that.
  ...['-c', 'shared_buffers=16MB'],
];

/** Throws if a commit does not reach the disk. The hook above depends on PGlite's internals. */
export async function assertDurable(pglite: PGlite, files: DurableFiles): Promise<void> {
  const { rows } = await pglite.query<{ fsync: string }>('show fsync');
  const before = files.flushes;
  await pglite.query(`select pg_logical_emit_message(true, 'tf-action', 'start')`);
  if (rows[0]?.fsync === 'on' && files.flushes > before) return;
  throw new Error(
    'The embedded database does not write its commits through to the disk, so a power cut would lose requests. Use the PGlite version that package-lock.json names, or set DATABASE_URL to use a PostgreSQL server.',
  );
}

/** Files flushed in parallel. The file system combines them into fewer writes of its journal. */
const AT_ONCE = 16;

/** Flushes a folder to disk, with its contents unless `deep` is false. */
export async function flushFolder(folder: string, { deep = true }: { readonly deep?: boolean } = {}): Promise<void> {
  const found = deep ? await readdir(folder, { recursive: true }) : [];
  const paths = [folder, ...found.map((path) => join(folder, path))];
  const flushRest = async (): Promise<void> => {
    for (let path = paths.pop(); path !== undefined; path = paths.pop()) await flush(path);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, flushRest));
}

async function flush(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
