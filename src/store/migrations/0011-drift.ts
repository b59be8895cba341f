import { type Kysely, sql } from 'kysely';

/** Differences between the allowlist and both services, and when the services were last asked. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      'create table drift (key text primary key, code text not null, news text not null, found_at timestamptz not null)',
    )
    .execute(database);
  await sql
    .raw('create table drift_checks (id integer primary key, checked_at timestamptz not null)')
    .execute(database);
}
