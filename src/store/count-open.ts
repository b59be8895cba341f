import { type Kysely, sql } from 'kysely';
import { isSettled, NEXT, type RequestState } from '../domain/lifecycle.ts';
import type { Counts } from '../flows/ports/counts.ts';
import type { Tables } from './tables.ts';

const OPEN = (Object.keys(NEXT) as RequestState[]).filter((state) => state !== 'unconfirmed' && !isSettled(state));

/** How long an unresolved request is counted (milliseconds). Somebody has to look at its workspace. */
const UNRESOLVED_FOR = 24 * 60 * 60_000;

interface Row {
  readonly state: RequestState | 'followed' | 'outbox';
  readonly name: string | null;
  readonly number: number;
  readonly oldest: Date | null;
}

/** Counts what is open, in one statement over indexes: settled requests are not read, however many there are. */
export async function countOpen(kysely: Kysely<Tables>, now: Date): Promise<Counts> {
  const yesterday = new Date(now.getTime() - UNRESOLVED_FOR);
  const { rows } = await sql<Row>`
    with open as materialized (
      select state, environment, connection, started_at, rest -> 'preview' ->> 'stage' as preview
      from requests where state in (${sql.join(OPEN)})
    )
    select state, environment as name, count(*)::integer as number, min(started_at) as oldest
      from open group by state, environment
    union all
    select 'unresolved', environment, count(*)::integer, null
      from requests where state = 'unresolved' and settled_at > ${yesterday} group by environment
    union all
    select 'followed', connection, count(*)::integer, null from open
      where state = 'running' or (state in ('awaiting_approval', 'approved') and preview = 'planning')
      group by connection
    union all
    select 'outbox', null, count(*)::integer, min(since) from outbox
  `.execute(kysely);
  return toCounts(rows);
}

function toCounts(rows: readonly Row[]): Counts {
  const of = (kind: Row['state']): readonly Row[] => rows.filter(({ state }) => state === kind);
  const [outbox] = of('outbox');
  return {
    open: OPEN.flatMap((state) =>
      of(state).flatMap(({ name, number, oldest }) =>
        name === null || oldest === null ? [] : [{ state, environment: name, requests: number, oldest }],
      ),
    ),
    unresolved: of('unresolved').flatMap(({ name, number }) =>
      name === null ? [] : [{ environment: name, requests: number }],
    ),
    followed: of('followed').map(({ name, number }) => ({ connection: name ?? undefined, runs: number })),
    outbox: { items: outbox?.number ?? 0, oldest: outbox?.oldest ?? undefined },
  };
}
