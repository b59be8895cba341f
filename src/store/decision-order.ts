import { sql, type Transaction } from 'kysely';
import type { Tables } from './tables.ts';

/**
 * Decisions that a freeze or a new allowlist would have hindered share this lock until they are committed; the freeze or
 * allowlist holds it alone. So each of them is either seen by a decision, or finds it on the record.
 */
const DECIDING = 7_482_020;

/** Take it before any row is locked: what is read afterwards stays so until the transaction ends. */
export async function decideInOrder(transaction: Transaction<Tables>): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${sql.lit(DECIDING)})`.execute(transaction);
}

/** Take it before any row is locked: every decision that went before is committed, and every later one waits. */
export async function hinderInOrder(transaction: Transaction<Tables>): Promise<void> {
  await sql`select pg_advisory_xact_lock(${sql.lit(DECIDING)})`.execute(transaction);
}
