import type { Kysely, Transaction } from 'kysely';
import type { ChatFreeze } from '../domain/freeze.ts';
import type { Clock } from '../flows/ports/clock.ts';
import type { FreezeBook } from '../flows/ports/freeze-book.ts';
import { appendAudit, type RandomHex } from './audit-log.ts';
import { readCallsUnderWay } from './calls-under-way.ts';
import { hinderInOrder } from './decision-order.ts';
import { storableText } from './stored-json.ts';
import type { Tables } from './tables.ts';
import { transact } from './transact.ts';

export function createFreezeBook(parts: {
  readonly kysely: Kysely<Tables>;
  readonly clock: Clock;
  readonly randomHex: RandomHex;
}): FreezeBook {
  const { kysely, randomHex } = parts;
  return {
    current: (at) => currentFreezes(kysely, at),

    add: ({ environment, reason, author, from, until }, audit) =>
      transact(parts, async (transaction) => {
        await hinderInOrder(transaction);
        await transaction
          .insertInto('freezes')
          .values({ environment, reason: storableText(reason), author, fromAt: from, untilAt: until })
          .execute();
        const underWay = await readCallsUnderWay(transaction, environment);
        await appendAudit(transaction, audit, from, randomHex);
        return underWay;
      }),

    lift: (environment, at, audit) =>
      transact(parts, async (transaction) => {
        const lifted = await transaction
          .updateTable('freezes')
          .set({ liftedAt: at })
          .where('environment', '=', environment)
          .where('untilAt', '>', at)
          .where('liftedAt', 'is', null)
          .returning('id')
          .execute();
        if (lifted.length > 0) await appendAudit(transaction, audit, at, randomHex);
        return lifted.length;
      }),
  };
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
    from: fromAt,
    until: untilAt,
  }));
}
