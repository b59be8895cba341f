import { type Kysely, sql } from 'kysely';

/** Since when each item waits. The release before this one puts items in without it. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql.raw('alter table outbox add column since timestamptz not null default now()').execute(database);
}
