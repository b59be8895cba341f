import { type Kysely, sql } from 'kysely';

export async function up(database: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(database);
}

const STATEMENTS = [
  // A redraw without an answer may still reach Slack and overwrite a newer one, so the message is redrawn again then.
  `alter table outbox add column redraw_again_at timestamptz`,
  // What Slack said about people, user groups and channels, shared by all replicas.
  `create table slack_readings (
    key text primary key,
    begun_at timestamptz not null,
    value jsonb not null
  )`,
] as const;
