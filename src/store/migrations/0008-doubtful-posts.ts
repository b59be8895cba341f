import { type Kysely, sql } from 'kysely';

/** Messages that were posted again because the first post got no answer. The first one may still arrive. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`create table doubtful_posts (
      id integer generated always as identity primary key,
      channel text not null,
      thread text,
      mark jsonb not null,
      ts text not null,
      since timestamptz not null,
      due_at timestamptz not null,
      claimed_until timestamptz
    )`)
    .execute(database);
}
