import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { flushFolder } from './durable-files.ts';

/**
 * An empty PostgreSQL cluster, as created by PGlite's `initdb`. Running `initdb` in WebAssembly takes 5 s and 800 MB;
 * unpacking this archive takes half a second. `test/store/make-empty-cluster.ts` creates it.
 */
const ARCHIVE = new URL('./empty-cluster.tar.br', import.meta.url);

const DRAFT = 'postgres.draft';

/**
 * Unpacks an empty cluster to `<directory>/postgres` and flushes it to disk. If the process is killed meanwhile, only a
 * draft remains, which the next one replaces. Does nothing if the folder has content.
 */
export async function unpackCluster(directory: string): Promise<void> {
  const cluster = join(directory, 'postgres');
  if (existsSync(cluster)) {
    if (readdirSync(cluster).length > 0) return;
    rmdirSync(cluster);
  }
  const draft = join(directory, DRAFT);
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  for (const { path, content } of readTar(brotliDecompressSync(readFileSync(ARCHIVE)))) {
    const target = join(draft, path);
    mkdirSync(content === undefined ? target : dirname(target), { recursive: true, mode: 0o700 });
    if (content !== undefined) writeFileSync(target, content, { mode: 0o600 });
  }
  await flushFolder(draft);
  renameSync(draft, cluster);
  await flushFolder(directory, { deep: false });
}

interface TarItem {
  readonly path: string;
  /** Absent for a folder. */
  readonly content?: Uint8Array;
}

const BLOCK = 512;

/** Files and folders of a ustar archive; see `man 5 tar`. The archive is our own. */
function* readTar(archive: Buffer): Generator<TarItem> {
  for (let at = 0; at + BLOCK <= archive.length; ) {
    const field = (from: number, length: number): string =>
      archive
        .toString('latin1', at + from, at + from + length)
        .split('\0', 1)
        .join('');
    const path = field(0, 100);
    if (path === '') return;
    const size = Number.parseInt(field(124, 12), 8);
    const content = archive.subarray(at + BLOCK, at + BLOCK + size);
    yield field(156, 1) === '5' ? { path } : { path, content };
    at += BLOCK * (1 + Math.ceil(size / BLOCK));
  }
}
