import { type Kysely, sql } from 'kysely';
import { up as layGround } from './migrations/0001-ground.ts';
import { up as addFreezes } from './migrations/0002-freezes.ts';
import { up as addPlaces } from './migrations/0003-places.ts';
import { up as paceOutbox } from './migrations/0004-outbox.ts';
import { up as bringOutboxToRest } from './migrations/0005-outbox-at-rest.ts';
import { up as findNewestAllowlist } from './migrations/0006-newest-allowlist.ts';
import { up as keepAdminNews } from './migrations/0007-admin-news.ts';
import { up as keepDoubtfulPosts } from './migrations/0008-doubtful-posts.ts';
import { up as keepOutboxAge } from './migrations/0009-outbox-age.ts';
import { up as markStores } from './migrations/0010-store-marks.ts';
import { up as keepDrift } from './migrations/0011-drift.ts';
import type { Tables } from './tables.ts';

/** In order. A released migration is never edited, only followed by another one. */
const MIGRATIONS = {
  '0001-ground': { up: layGround },
  '0002-freezes': { up: addFreezes },
  '0003-places': { up: addPlaces },
  '0004-outbox': { up: paceOutbox },
  '0005-outbox-at-rest': { up: bringOutboxToRest },
  '0006-newest-allowlist': { up: findNewestAllowlist },
  '0007-admin-news': { up: keepAdminNews },
  '0008-doubtful-posts': { up: keepDoubtfulPosts },
  '0009-outbox-age': { up: keepOutboxAge },
  '0010-store-marks': { up: markStores },
  '0011-drift': { up: keepDrift },
};

/** Names of the migrations of this version, in order. */
export const MIGRATION_NAMES: readonly string[] = Object.keys(MIGRATIONS);

/**
 * Migrates the tables to this version, or to the version of this migration. Two processes may do so at once. Throws `TablesTooNew` or the database's error.
 */
export async function migrate(
  kysely: Kysely<Tables>,
  upTo?: string,
  before: () => Promise<void> = async () => undefined,
): Promise<void> {
  if (await isUpToDate(kysely)) return;
  await before();
  // Loaded only when needed, since the tables are up to date at most starts.
  const { Migrator } = await import('kysely/migration');
  const migrator = new Migrator({ db: kysely, provider: { getMigrations: async () => MIGRATIONS } });
  const { error } = await (upTo === undefined ? migrator.migrateToLatest() : migrator.migrateTo(upTo));
  if (error === undefined) return;
  const unknown = (await readMade(kysely)).filter((name) => !Object.hasOwn(MIGRATIONS, name));
  throw unknown.length > 0 ? new TablesTooNew(unknown) : error;
}

/** The last migration that this program has: the version of its tables. */
export const newestTables = (): string => Object.keys(MIGRATIONS).at(-1) ?? '';

/** Whether this program has that migration. */
export const knowsTables = (migration: string): boolean => Object.hasOwn(MIGRATIONS, migration);

/** A newer version of the program has used this database. */
export class TablesTooNew extends Error {
  constructor(unknown: readonly string[]) {
    super(
      `The tables are those of a newer version (${unknown.join(', ')}); this version knows them up to ${newestTables()}. Nothing was changed. Start the newest version that has run on this database, or restore a backup.`,
    );
    this.name = 'TablesTooNew';
  }
}

/** A single query. Kysely's migrator would read every table and column of the database first. */
async function isUpToDate(kysely: Kysely<Tables>): Promise<boolean> {
  const made = await readMade(kysely);
  return made.length === MIGRATION_NAMES.length && MIGRATION_NAMES.every((name) => made.includes(name));
}

/** Migrations that were applied to this database. Empty if they cannot be read. */
async function readMade(kysely: Kysely<Tables>): Promise<readonly string[]> {
  try {
    const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(kysely);
    return rows.map(({ name }) => name);
  } catch {
    return [];
  }
}
