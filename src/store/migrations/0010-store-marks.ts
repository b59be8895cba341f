import { type Kysely, sql } from 'kysely';

/** Why no bot may start on this store: it was moved, or it is not complete. Empty in a store that is in use. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`create table store_marks (
      mark text primary key,
      id text not null,
      place text not null,
      at timestamptz not null
    )`)
    .execute(database);
}
