import { type Kysely, sql } from 'kysely';

/** What admin channels have still to be told. The text keeps the order of keys, which `jsonb` does not. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`create table admin_news (
      id integer generated always as identity primary key,
      channel text not null,
      news text not null,
      part integer not null,
      since timestamptz not null,
      due_at timestamptz not null,
      claimed_until timestamptz,
      attempts integer not null,
      uncertain boolean not null
    )`)
    .execute(database);
}
