import type { PGlite } from '@electric-sql/pglite';
import type { Dialect } from 'kysely';
import type { Db } from 'pg-boss';

export interface OpenedDatabase {
  readonly engine: 'pglite' | 'postgres';
  readonly dialect: Dialect;
  /** Runs pg-boss's statements on the same sessions as ours. */
  readonly boss: Db;
  /** How many times the embedded database flushed a file to disk. */
  readonly flushes: () => number;
  /** The whole embedded database as one gzip file. */
  readonly dump: (() => Promise<Blob>) | undefined;
  readonly close: () => Promise<void>;
}

export interface ServerPlace {
  readonly databaseUrl: string;
  /** The most connections of this replica (default 10). PostgreSQL allows 100 in total by default. */
  readonly connections?: number;
}

/** A new database, created from a dump, or an existing one that stays open when the store closes. */
export type MemoryPlace = 'new' | { readonly template: string } | { readonly pglite: PGlite };
