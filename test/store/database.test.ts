import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { migrate } from '../../src/store/migrate.ts';
import { createDatabase, engines } from './stores.ts';

describe.each(engines)('opening the database on %s', (engine) => {
  test('tables of a newer version are refused with the way out', { timeout: 60_000 }, async () => {
    const database = await createDatabase(engine);
    const { kysely } = (await database.open()).database;
    await migrate(kysely);
    await sql`insert into kysely_migration (name, timestamp) values ('9999-later', '2027-01-01')`.execute(kysely);
    await expect(migrate(kysely)).rejects.toThrow(/Start the newest version that has run on this database/);
    await sql`delete from kysely_migration where name = '9999-later'`.execute(kysely);
    await database.drop();
  });
});
