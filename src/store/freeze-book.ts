import type { Kysely, Transaction } from 'kysely';
import type { ChatFreeze } from '../domain/freeze.ts';
import type { Clock } from '../flows/ports/clock.ts';
import type { FreezeBook } from '../flows/ports/freeze-book.ts';
import type { Due } from '../flows/ports/request-store.ts';
import { appendAudit, type RandomHex } from './audit-log.ts';
import { readCallsUnderWay } from './calls-under-way.ts';
import { hinderInOrder } from './decision-order.ts';
import type { Queue } from './due-work.ts';
import { storableText } from './stored-json.ts';
import type { Tables } from './tables.ts';
import { transact } from './transact.ts';

export function createFreezeBook(parts: {
  readonly kysely: Kysely<Tables>;
  readonly clock: Clock;
  readonly randomHex: RandomHex;
  readonly queue: Queue;
}): FreezeBook {
  const { kysely, randomHex, queue } = parts;
  return {
    current: (at) => currentFreezes(kysely, at),

    async add({ environment, reason, author, from, until }, audit) {
      const { underWay, due } = await transact(parts, async (transaction) => {
        await hinderInOrder(transaction);
        await transaction
          .insertInto('freezes')
          .values({ environment, reason: storableText(reason), author, fromAt: from, untilAt: until })
          .execute();
        const underWay = await readCallsUnderWay(transaction, environment);
        await appendAudit(transaction, audit, from, randomHex);
        return { underWay, due: await lookAtWaiting(transaction, queue, environment, from) };
      });
      queue.wake(due);
      return underWay;
    },

    async lift(environment, at, audit) {
      const { count, due } = await transact(parts, async (transaction) => {
        const lifted = await transaction
          .updateTable('freezes')
          .set({ liftedAt: at })
          .where('environment', '=', environment)
          .where('untilAt', '>', at)
          .where('liftedAt', 'is', null)
          .returning('id')
          .execute();
        if (lifted.length === 0) return { count: 0, due: [] };
        await appendAudit(transaction, audit, at, randomHex);
        return { count: lifted.length, due: await lookAtWaiting(transaction, queue, environment, at) };
      });
      queue.wake(due);
      return count;
    },
  };
}

/** Schedules a check of the freezes for every request of the environment that has no run yet. */
async function lookAtWaiting(
  transaction: Transaction<Tables>,
  queue: Queue,
  environment: string,
  at: Date,
): Promise<readonly Due[]> {
  const waiting = await transaction
    .selectFrom('requests')
    .select('id')
    .where('environment', '=', environment)
    .where('state', 'in', ['awaiting_approval', 'approved'])
    .execute();
  const due = [{ work: 'hold_frozen', at }] as const;
  for (const { id } of waiting) await queue.put(transaction, id, due);
  return waiting.flatMap(() => due);
}

export async function currentFreezes(
  kysely: Kysely<Tables> | Transaction<Tables>,
  at: Date,
): Promise<readonly ChatFreeze[]> {
  const rows = await kysely
    .selectFrom('freezes')
    .selectAll()
    .where('untilAt', '>', at)
    .where('liftedAt', 'is', null)
    .execute();
  return rows.map(({ fromAt, untilAt, environment, reason, author }) => ({
    ...{ environment, reason, author },
    // A freeze begins when it is recorded, even if that replica's clock is ahead.
    from: fromAt > at ? at : fromAt,
    until: untilAt,
  }));
}
