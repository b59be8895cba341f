import { type Kysely, sql } from 'kysely';

export async function up(database: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(database);
}

const STATEMENTS = [
  `create table requests (
    id text primary key,
    version integer not null,
    state text not null,
    team text not null,
    channel text not null,
    requester text not null,
    requester_name text not null,
    action text not null,
    environment text not null,
    connection text,
    workspace_id text not null,
    frozen jsonb not null,
    digest text not null,
    asked_at timestamptz not null,
    started_at timestamptz,
    approved_at timestamptz,
    deadline timestamptz,
    token text unique,
    creating_since timestamptz,
    run_id text unique,
    confirmed_at timestamptz,
    settled_at timestamptz,
    message_ts text,
    permalink text,
    rest jsonb not null
  )`,
  `create index requests_in_state on requests (state, asked_at)`,
  `create index requests_newest on requests (asked_at desc)`,
  `create index requests_of_requester on requests (requester, state)`,
  `create index requests_of_entry on requests (action, environment, settled_at desc)`,
  `create table decisions (
    request_id text not null references requests,
    position integer not null,
    kind text not null,
    person text not null,
    at timestamptz not null,
    allowlist text not null,
    decision jsonb not null,
    primary key (request_id, position)
  )`,
  `create table runs (
    request_id text primary key references requests,
    run_id text not null,
    status text not null,
    reading jsonb not null,
    read_at timestamptz not null
  )`,
  `create table outbox (
    id integer generated always as identity primary key,
    request_id text not null references requests,
    kind text not null,
    milestone jsonb,
    wanted integer not null,
    due_at timestamptz not null,
    claimed_until timestamptz,
    attempts integer not null,
    uncertain boolean not null
  )`,
  // One row per request for its redraw. Whoever takes it draws the newest state.
  `create unique index outbox_one_message on outbox (request_id) where kind = 'message'`,
  `create index outbox_of_request on outbox (request_id, id)`,
  `create index outbox_due on outbox (due_at)`,
  `create table audit (
    seq integer primary key,
    format integer not null,
    at timestamptz not null,
    kind text not null,
    request text,
    actor text not null,
    facts jsonb not null,
    texts jsonb not null,
    previous text not null unique,
    hash text not null unique
  )`,
  `create index audit_of_request on audit (request)`,
  `create table audit_texts (
    seq integer not null references audit,
    name text not null,
    salt text not null,
    text text not null,
    primary key (seq, name)
  )`,
  `create function audit_is_append_only() returns trigger language plpgsql as $$
    begin
      raise exception 'audit records are never changed or deleted (% refused)', tg_op;
    end
  $$`,
  `create trigger audit_row_stays before update or delete on audit
    for each row execute function audit_is_append_only()`,
  `create trigger audit_stays before truncate on audit
    for each statement execute function audit_is_append_only()`,
  `create table allowlists (
    hash text primary key,
    text text not null,
    revision text,
    kept_at timestamptz not null
  )`,
  `create table deliveries (
    key text primary key,
    seen_at timestamptz not null
  )`,
  `create index deliveries_by_age on deliveries (seen_at)`,
] as const;
