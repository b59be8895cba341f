import { sql, type Transaction } from 'kysely';
import type { Tables } from './tables.ts';

/**
 * A decision that a freeze or a new allowlist could prevent takes this lock in shared mode until it commits; a freeze
 * or allowlist takes it exclusively. Each of them therefore either sees the decision on record or is seen by it.
 */
const DECIDING = 7_482_020;

/** Take this lock before locking any row. What is read afterwards stays true until the transaction ends. */
export async function decideInOrder(transaction: Transaction<Tables>): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${sql.lit(DECIDING)})`.execute(transaction);
}

/** Take this lock before locking any row. Every earlier decision has committed, and every later one waits. */
export async function hinderInOrder(transaction: Transaction<Tables>): Promise<void> {
  await sql`select pg_advisory_xact_lock(${sql.lit(DECIDING)})`.execute(transaction);
}
