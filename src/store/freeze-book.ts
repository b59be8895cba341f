import type { Kysely } from 'kysely';
import type { FreezeBook } from '../flows/freeze-book.ts';
import { appendAudit, type RandomHex } from './audit-log.ts';
import { storableText } from './stored-json.ts';
import type { Tables } from './tables.ts';

export function createFreezeBook(kysely: Kysely<Tables>, randomHex: RandomHex): FreezeBook {
  return {
    async current(at) {
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
    },

    async add({ environment, reason, author, from, until }, audit) {
      await kysely.transaction().execute(async (transaction) => {
        await transaction
          .insertInto('freezes')
          .values({ environment, reason: storableText(reason), author, fromAt: from, untilAt: until })
          .execute();
        await appendAudit(transaction, audit, from, randomHex);
      });
    },

    lift: (environment, at, audit) =>
      kysely.transaction().execute(async (transaction) => {
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
