import { fdatasyncSync } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';

type Init = Parameters<NodeFS['init']>;
type StreamOperations = { fsync?: (stream: { readonly nfd: number }) => number };

/**
 * PGlite's files on the host's disk, with the fsync that PGlite leaves out: without it a commit stands only in the page
 * cache, and a power cut loses it.
 */
export class DurableFiles extends NodeFS {
  #flushes = 0;

  /** How often PostgreSQL had a file written through to the disk. */
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
  // PostgreSQL takes 128 MB by default, and WebAssembly holds all of it from the start. The bot's rows fit into a tenth.
  ...['-c', 'shared_buffers=16MB'],
];

/** Throws where a commit does not reach the disk: the hook above rests on PGlite's internals. */
export async function assertDurable(pglite: PGlite, files: DurableFiles): Promise<void> {
  const { rows } = await pglite.query<{ fsync: string }>('show fsync');
  const before = files.flushes;
  await pglite.query(`select pg_logical_emit_message(true, 'tf-action', 'start')`);
  if (rows[0]?.fsync === 'on' && files.flushes > before) return;
  throw new Error(
    'The embedded database does not write its commits through to the disk, so a power cut would lose requests. Use the PGlite version that package-lock.json names, or set DATABASE_URL to use a PostgreSQL server.',
  );
}

/** Files that are written through side by side: the file system does several with one write to its journal. */
const AT_ONCE = 16;

/** Writes a folder through to the disk, with all that is in it unless `deep` is false. */
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
