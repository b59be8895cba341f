import { CamelCasePlugin, Kysely } from 'kysely';
import type { Clock } from '../flows/ports/clock.ts';
import type { MemoryPlace, OpenedDatabase, ServerPlace } from './database-place.ts';
import { migrate, TablesTooNew } from './migrate.ts';
import type { ServerPool } from './server-database.ts';
import { allowChanges, readMark, StoreNotUsable } from './store-marks.ts';
import type { Tables } from './tables.ts';

export interface Database extends Omit<OpenedDatabase, 'dialect'> {
  readonly kysely: Kysely<Tables>;
}

/**
 * Existing connections that stay open when the store closes. Used in tests, where connecting costs more than the
 * queries.
 */
interface LentPlace {
  readonly lent: ServerPool;
}

/** Where the data is stored: a PostgreSQL server, a directory used by one process, or memory (in tests). */
export type DatabasePlace = ServerPlace | LentPlace | { readonly dataDir: string } | { readonly memory: MemoryPlace };
export type OpenDatabase = DatabasePlace & {
  readonly clock: Clock;
  readonly log?: (message: string) => void;
  /** Opens a store that was moved or is not complete as well. */
  readonly evenMarked?: boolean;
  /** Makes the tables of this migration, as an older backup has them. */
  readonly tablesOf?: string;
};

/**
 * Opens the database and migrates its tables. Throws `DirectoryInUse` if another process uses the directory, and throws
 * if commits would not be durable.
 */
export async function openDatabase(options: OpenDatabase): Promise<Database> {
  const { dialect, ...opened } = await openPlace(options);
  const kysely = new Kysely<Tables>({
    dialect,
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  });
  try {
    const mark = options.evenMarked ? undefined : await readMark(kysely);
    if (mark !== undefined) throw new StoreNotUsable(mark);
    await migrate(kysely, options.tablesOf, () => allowChanges(kysely));
  } catch (error) {
    await opened.close();
    throw await sayUnmade(error, options);
  }
  return { ...opened, kysely };
}

/** Explains what is wrong with the tables to the operator. */
export async function sayUnmade(error: unknown, place: DatabasePlace): Promise<unknown> {
  if (error instanceof TablesTooNew || error instanceof StoreNotUsable || !('databaseUrl' in place)) return error;
  const { CannotUseServer } = await import('./server-database.ts');
  return new CannotUseServer('The tables could not be created or updated', error, place.databaseUrl);
}

/** Loads only the driver that is used. Each one costs start-up time and memory. */
async function openPlace(options: OpenDatabase): Promise<OpenedDatabase> {
  const log = options.log ?? (() => {});
  if ('databaseUrl' in options || 'lent' in options) {
    const { openServerDatabase, overServerPool } = await import('./server-database.ts');
    if ('databaseUrl' in options) return openServerDatabase(options, log);
    return overServerPool(options.lent, async () => undefined);
  }
  const { openEmbeddedDatabase, openMemoryDatabase } = await import('./embedded-database.ts');
  if ('dataDir' in options) return openEmbeddedDatabase(options.dataDir, options.clock, log);
  return openMemoryDatabase(options.memory);
}
