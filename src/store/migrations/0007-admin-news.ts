import { type Kysely, sql } from 'kysely';

/** News that admin channels have not been told yet. Stored as text because `jsonb` changes the order of keys. */
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
