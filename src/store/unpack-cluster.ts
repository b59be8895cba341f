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
 * An empty PostgreSQL cluster, as PGlite's own `initdb` makes it. Running `initdb` in WebAssembly takes 5 s and 800 MB;
 * unpacking its result takes half a second. `test/store/make-empty-cluster.ts` makes the archive anew.
 */
const ARCHIVE = new URL('./empty-cluster.tar.br', import.meta.url);

const DRAFT = 'postgres.draft';

/**
 * Puts an empty cluster at `<directory>/postgres`, written through to the disk. A process that is killed meanwhile leaves
 * only a draft, which the next one replaces. Leaves a folder alone that has something in it.
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
  /** Absent: a folder. */
  readonly content?: Uint8Array;
}

const BLOCK = 512;

/** Files and folders of an archive in the ustar format, which is our own; see `man 5 tar`. */
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
