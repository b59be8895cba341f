import { type Kysely, sql } from 'kysely';

export async function up(database: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(database);
}

const STATEMENTS = [
  // A redraw that got no answer may still reach Slack and overwrite a newer one. The message is therefore redrawn
  // again at this time.
  `alter table outbox add column redraw_again_at timestamptz`,
  // What Slack said about people, user groups and channels, shared by all replicas.
  `create table slack_readings (
    key text primary key,
    begun_at timestamptz not null,
    value jsonb not null
  )`,
] as const;
