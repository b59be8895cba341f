import { type Kysely, sql, type Transaction } from 'kysely';
import { isSettled, NEXT, type RequestState } from '../domain/lifecycle.ts';
import type { Tally } from '../domain/tally.ts';
import type { Tallied } from '../flows/ports/request-store.ts';
import { toJson } from './stored-json.ts';
import type { Tables } from './tables.ts';

/**
 * A move that is limited by a count takes this lock until its transaction ends, so that two moves never pass on the
 * same count.
 */
const GUARDED = 7_482_010;

const OPEN = (Object.keys(NEXT) as RequestState[]).filter((state) => state !== 'unconfirmed' && !isSettled(state));

/**
 * The counts. They stay true until this transaction ends, except that other requests may end. Read them before locking
 * any row.
 */
export async function readTallyAlone(transaction: Transaction<Tables>, asked: Tallied): Promise<Tally> {
  await sql`select pg_advisory_xact_lock(${sql.lit(GUARDED)})`.execute(transaction);
  return readTally(transaction, asked);
}

interface TallyRow {
  readonly openOfEntry: number | string;
  readonly openOfPerson: number | string;
  readonly identical: string | null;
  readonly settledAt: Date | null;
  readonly requester: string | null;
}

/** A single statement, so that a request that settles meanwhile counts either as open or as the last run. */
export async function readTally(kysely: Kysely<Tables>, { asked, requester }: Tallied): Promise<Tally> {
  const { action, environment } = asked.entry;
  const open = sql<boolean>`state in (${sql.join(OPEN)})`;
  const ofEntry = sql<boolean>`action = ${action} and environment = ${environment}`;
  const { rows } = await sql<TallyRow>`
    select
      (select count(*) from requests where ${ofEntry} and ${open}) as open_of_entry,
      (select count(*) from requests where requester = ${requester} and ${open}) as open_of_person,
      (select id from requests where ${ofEntry} and ${open} and rest -> 'ending' is null
          and frozen - 'salt' = ${toJson(asked)}::jsonb - 'salt'
        order by started_at, id limit 1) as identical,
      last.settled_at, last.requester
    from (select) one left join lateral (
      select settled_at, requester from requests
      where ${ofEntry} and run_id is not null and settled_at is not null
      order by settled_at desc limit 1
    ) last on true
  `.execute(kysely);
  const [row] = rows;
  if (row === undefined) throw new Error('The tally of a request gave no row.');
  const { settledAt } = row;
  return {
    openOfEntry: Number(row.openOfEntry),
    openOfPerson: Number(row.openOfPerson),
    lastRun: settledAt === null || row.requester === null ? undefined : { settledAt, requester: row.requester },
    identical: row.identical ?? undefined,
  };
}
