import { CamelCasePlugin, Kysely, PGliteDialect, sql } from 'kysely';
import { describe, expect, inject, test } from 'vitest';
import { migrate } from '../../src/store/migrate.ts';
import type { Tables } from '../../src/store/tables.ts';
import { lendEmbeddedDatabase } from '../postgres.ts';
import { createDatabase, engines } from './stores.ts';

describe.each(engines)('opening the database on %s', (engine) => {
  test('tables of a newer version are refused with the way out', { timeout: 60_000 }, async () => {
    const database = await createDatabase(engine);
    const { kysely } = (await database.open()).database;
    await migrate(kysely);
    await sql`insert into kysely_migration (name, timestamp) values ('9999-later', '2027-01-01')`.execute(kysely);
    await expect(migrate(kysely)).rejects.toThrow(
      /newer version \(9999-later\); this version knows them up to 0\d{3}-.*Start the newest version that has run on/,
    );
    await sql`delete from kysely_migration where name = '9999-later'`.execute(kysely);
    await database.drop();
  });
});

test('a start that finds the tables up to date asks for them once and changes nothing', async () => {
  const { pglite, giveBack } = await lendEmbeddedDatabase(inject('databaseTemplate'));
  const asked: string[] = [];
  const kysely = new Kysely<Tables>({
    dialect: new PGliteDialect({ pglite }),
    plugins: [new CamelCasePlugin()],
    log: ({ query }) => void asked.push(query.sql),
  });
  await migrate(kysely);
  expect(asked).toEqual(['select name from kysely_migration']);
  await giveBack();
});
