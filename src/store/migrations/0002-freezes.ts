import { type Kysely, sql } from 'kysely';

export async function up(database: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `create table freezes (
        id integer generated always as identity primary key,
        environment text not null,
        reason text not null,
        author text not null,
        from_at timestamptz not null,
        until_at timestamptz not null,
        lifted_at timestamptz
      )`,
    )
    .execute(database);
  await sql.raw(`create index freezes_by_end on freezes (until_at)`).execute(database);
}
