import type { PGlite } from '@electric-sql/pglite';
import { CamelCasePlugin, type Dialect, Kysely } from 'kysely';
import type { Db } from 'pg-boss';
import type { Clock } from '../flows/ports/clock.ts';
import { openEmbeddedDatabase, openMemoryDatabase } from './embedded-database.ts';
import { migrate, TablesTooNew } from './migrate.ts';
import { CannotUseServer, openServerDatabase, overServerPool, type ServerPool } from './server-database.ts';
import type { Tables } from './tables.ts';

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

export interface Database extends Omit<OpenedDatabase, 'dialect'> {
  readonly kysely: Kysely<Tables>;
}

export interface ServerPlace {
  readonly databaseUrl: string;
  /** At most so many for this replica (default 10); a server allows 100 by default. */
  readonly connections?: number;
}

/** Connections that are there already and are left open when the store is closed; in tests, since each costs more than what is asked on it. */
interface LentPlace {
  readonly lent: ServerPool;
}

/** Where the data stand: a PostgreSQL server, a directory that one process holds, or (in tests) memory alone. */
export type DatabasePlace = ServerPlace | LentPlace | { readonly dataDir: string } | { readonly memory: MemoryPlace };

/** Made anew, from a dump, or one that is there already and is left open when the store is closed. */
export type MemoryPlace = 'new' | { readonly template: string } | { readonly pglite: PGlite };

export type OpenDatabase = DatabasePlace & {
  readonly clock: Clock;
  readonly log?: (message: string) => void;
};

/**
 * Opens the database and brings its tables up to this version. Throws `DirectoryInUse` where another process holds the
 * directory, and where commits would not be durable.
 */
export async function openDatabase(options: OpenDatabase): Promise<Database> {
  const { dialect, ...opened } = await openPlace(options);
  const kysely = new Kysely<Tables>({
    dialect,
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  });
  try {
    await migrate(kysely);
  } catch (error) {
    await opened.close();
    throw sayUnmade(error, options);
  }
  return { ...opened, kysely };
}

/** What went wrong with the tables, in the words of who has to mend it. */
export function sayUnmade(error: unknown, place: DatabasePlace): unknown {
  if (error instanceof TablesTooNew || !('databaseUrl' in place)) return error;
  return new CannotUseServer('The tables could not be made or brought up to this version', error, place.databaseUrl);
}

function openPlace(options: OpenDatabase): Promise<OpenedDatabase> {
  const log = options.log ?? (() => {});
  if ('databaseUrl' in options) return openServerDatabase(options, log);
  if ('lent' in options) return Promise.resolve(overServerPool(options.lent, async () => undefined));
  if ('dataDir' in options) return openEmbeddedDatabase(options.dataDir, options.clock, log);
  return openMemoryDatabase(options.memory);
}
