import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { OWN_TABLES } from '../../src/store/claim-store.ts';
import { createDatabase, engines } from './stores.ts';

/** What no copy takes along: the versions of the tables, and why a store is not in use. */
const OF_EACH_STORE = ['kysely_migration', 'kysely_migration_lock', 'store_marks'];

describe.each(engines)('a backup or a move on %s', (engine) => {
  test('takes every table along', { timeout: 60_000 }, async () => {
    const database = await createDatabase(engine);
    const { kysely } = (await database.open()).database;
    const { rows } = await sql<{ name: string }>`
      select tablename as name from pg_tables where schemaname = 'public'
    `.execute(kysely);
    const names = rows.map(({ name }) => name).filter((name) => !OF_EACH_STORE.includes(name));
    expect([...OWN_TABLES].sort()).toEqual(names.sort());
    await database.drop();
  });
});
