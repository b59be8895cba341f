import type { PGlite } from '@electric-sql/pglite';
import type { Dialect } from 'kysely';
import type { Db } from 'pg-boss';

export interface OpenedDatabase {
  readonly engine: 'pglite' | 'postgres';
  readonly dialect: Dialect;
  /** What pg-boss runs its statements on: the same sessions as ours. */
  readonly boss: Db;
  /** How often the embedded database had a file written through to the disk. */
  readonly flushes: () => number;
  /** The whole embedded database as one gzip file. */
  readonly dump: (() => Promise<Blob>) | undefined;
  readonly close: () => Promise<void>;
}

export interface ServerPlace {
  readonly databaseUrl: string;
  /** At most so many for this replica (default 10); a server allows 100 by default. */
  readonly connections?: number;
}

/** Made anew, from a dump, or one that is there already and is left open when the store is closed. */
export type MemoryPlace = 'new' | { readonly template: string } | { readonly pglite: PGlite };
