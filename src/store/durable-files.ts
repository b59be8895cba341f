import { closeSync, fdatasyncSync, fsyncSync, openSync, readdirSync } from 'node:fs';
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
  '-c',
  'wal_sync_method=fsync',
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

/** Writes a folder through to the disk, file by file; initdb does not. */
export function flushFolder(folder: string): void {
  for (const item of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, item.name);
    if (item.isDirectory()) flushFolder(path);
    else if (item.isFile()) flush(path);
  }
  flush(folder);
}

function flush(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
