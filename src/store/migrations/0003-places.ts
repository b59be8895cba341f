import { type Kysely, sql } from 'kysely';

export async function up(database: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `create table places (
        name text primary key,
        epoch integer not null,
        held_until timestamptz not null
      )`,
    )
    .execute(database);
}
