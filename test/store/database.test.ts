import { sql } from 'kysely';
import { systemClock } from 'pg-boss';
import { describe, expect, test } from 'vitest';
import { openDatabase } from '../../src/store/database.ts';
import { migrate } from '../../src/store/migrate.ts';
import { createDatabase, engines } from './stores.ts';

describe.each(engines)('opening the database on %s', (engine) => {
  test('tables of a newer version are refused with the way out', { timeout: 60_000 }, async () => {
    const database = await createDatabase(engine);
    const { kysely } = (await database.open()).database;
    await migrate(kysely);
    await sql`insert into kysely_migration (name, timestamp) values ('9999-later', '2027-01-01')`.execute(kysely);
    await expect(migrate(kysely)).rejects.toThrow(/start the newest version that has run on this database/);
    await sql`delete from kysely_migration where name = '9999-later'`.execute(kysely);
    await database.drop();
  });
});

test('a server that is not there is said to be so, without the password', async () => {
  const opening = openDatabase({ databaseUrl: 'postgres://bot:hunter2@127.0.0.1:1/tf_action', clock: systemClock });
  await expect(opening).rejects.toThrow(/DATABASE_URL names cannot be used: .*ECONNREFUSED.*Check that it runs/);
  await expect(opening).rejects.not.toThrow(/hunter2/);
});
