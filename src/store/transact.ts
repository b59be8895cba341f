import { type Kysely, sql, type Transaction } from 'kysely';
import { type Clock, sleep } from '../flows/ports/clock.ts';
import type { Tables } from './tables.ts';

/**
 * Delays between queries for the transaction's fate (milliseconds). A server needs 5 s to end a transaction whose
 * client is gone.
 */
const ASK_AFTER = [0, 250, 500, 1_000, 2_000, 4_000] as const;

/**
 * Runs a transaction and finds out whether it committed. PostgreSQL may commit although its answer is lost, for example
 * when a connection breaks or the server is replaced. In that case the server is asked about this transaction's id.
 * Throws if it did not commit, or if the server does not say so within some seconds.
 */
export async function transact<Value>(
  { kysely, clock }: { readonly kysely: Kysely<Tables>; readonly clock: Clock },
  change: (transaction: Transaction<Tables>) => Promise<Value>,
): Promise<Value> {
  let ready: { readonly value: Value; readonly id: string } | undefined;
  try {
    return await kysely.transaction().execute(async (transaction) => {
      const value = await change(transaction);
      const id = await readId(transaction);
      if (id !== undefined) ready = { value, id };
      return value;
    });
  } catch (error) {
    if (ready !== undefined && (await hasCommitted(kysely, clock, ready.id))) return ready.value;
    throw error;
  }
}

/** This transaction's id, or `undefined` if it has written nothing. */
async function readId(transaction: Transaction<Tables>): Promise<string | undefined> {
  const { rows } = await sql<{ readonly id: string | null }>`
    select pg_current_xact_id_if_assigned()::text as id
  `.execute(transaction);
  return rows[0]?.id ?? undefined;
}

async function hasCommitted(kysely: Kysely<Tables>, clock: Clock, id: string): Promise<boolean> {
  for (const wait of ASK_AFTER) {
    await sleep(clock, wait);
    const fate = await readFate(kysely, id).catch(() => 'not told');
    if (fate === 'committed') return true;
    if (fate !== 'in progress' && fate !== 'not told') return false;
  }
  return false;
}

async function readFate(kysely: Kysely<Tables>, id: string): Promise<string | null | undefined> {
  const { rows } = await sql<{ readonly fate: string | null }>`
    select pg_xact_status(${id}::xid8) as fate
  `.execute(kysely);
  return rows[0]?.fate;
}
