import { type Kysely, sql } from 'kysely';

export async function up(database: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(database);
}

const STATEMENTS = [
  `alter table outbox add column urgency integer not null default 0`,
  `alter table outbox add column refusals integer not null default 0`,
  // The channel that an item goes to, so that choosing items needs no join.
  `alter table outbox add column channel text`,
  `update outbox set channel = case when milestone ->> 'kind' = 'posted_elsewhere'
      then coalesce(requests.rest ->> 'askedIn', requests.channel) else requests.channel end
    from requests where requests.id = outbox.request_id`,
  `alter table outbox alter column channel set not null`,
  `create index outbox_claimed on outbox (claimed_until) where claimed_until is not null`,
  `create table slack_pace (
    key text primary key,
    tokens double precision not null,
    at timestamptz not null
  )`,
  `create table digests (
    channel text primary key,
    id text not null,
    ts text,
    since timestamptz not null,
    due_at timestamptz not null,
    claimed_until timestamptz,
    uncertain boolean not null
  )`,
] as const;
