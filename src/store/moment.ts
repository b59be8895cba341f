import type { Transaction } from 'kysely';
import type { Moment } from '../flows/ports/request-store.ts';
import { newestAllowlist } from './allowlists.ts';
import { decideInOrder } from './decision-order.ts';
import { currentFreezes } from './freeze-book.ts';
import type { Tables } from './tables.ts';

/** What could prevent a decision. It stays true until this transaction ends. Read it before locking any row. */
export async function readMoment(transaction: Transaction<Tables>, at: Date): Promise<Moment> {
  await decideInOrder(transaction);
  return { fromChat: await currentFreezes(transaction, at), allowlist: await newestAllowlist(transaction) };
}
