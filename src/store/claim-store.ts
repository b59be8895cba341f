import { type Kysely, sql, type Transaction } from 'kysely';
import { AUDIT_TABLES, ROW_TABLES } from './copy-rows.ts';
import type { Database } from './database.ts';
import { codeOf } from './describe-error.ts';
import type { Tables } from './tables.ts';

/** Tables of the bot itself, without those of the engine. */
export const OWN_TABLES: readonly string[] = [...ROW_TABLES.filter((table) => !table.includes('.')), ...AUDIT_TABLES];

/** How long to wait for transactions under way on a server. */
const LOCK_WITHIN = '5s';

class StillInUse extends Error {
  constructor(place: string, how: string, cause?: unknown) {
    super(
      `${place} is in use: ${how}. Stop every replica of the bot, wait a minute if one was killed, and run this again.`,
      { cause },
    );
    this.name = 'StillInUse';
  }
}

/**
 * Keeps everybody else from writing into a store until the transaction ends. An embedded store is locked by its
 * directory already; on a server, the tables are locked. Throws if a bot runs on it.
 */
export async function claimStore(
  { engine }: Pick<Database, 'engine'>,
  transaction: Transaction<Tables>,
  place: string,
): Promise<void> {
  if (engine === 'pglite') return;
  // The copy holds this transaction open while it writes elsewhere.
  await sql`set local idle_in_transaction_session_timeout = 0`.execute(transaction);
  await sql`set local statement_timeout = 0`.execute(transaction);
  await sql`set local lock_timeout = ${sql.lit(LOCK_WITHIN)}`.execute(transaction);
  const tables = sql.join([...OWN_TABLES, 'pgboss.job', 'store_marks'].map((table) => sql.table(table)));
  try {
    await sql`lock table ${tables} in share row exclusive mode`.execute(transaction);
  } catch (error) {
    if (codeOf(error) === '55P03') throw new StillInUse(place, 'somebody writes into its tables', error);
    throw error;
  }
  const lease = await findLease(transaction);
  if (lease !== undefined) throw new StillInUse(place, `a bot holds its lease ${lease}`);
}

/** A lease, or a sign of life of a replica, that has not expired. */
async function findLease(kysely: Kysely<Tables> | Transaction<Tables>): Promise<string | undefined> {
  const { rows } = await sql<{ readonly name: string }>`
    select name from places where held_until > pgboss.job_now() order by name desc limit 1
  `.execute(kysely);
  return rows[0]?.name;
}
