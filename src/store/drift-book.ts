import type { Kysely } from 'kysely';
import type { DriftChecks, DriftItem, DriftNews } from '../domain/drift.ts';

import type { Clock } from '../flows/ports/clock.ts';
import type { DriftBook } from '../flows/ports/drift-book.ts';
import { putNews } from './admin-news.ts';
import { readJson, toJson } from './stored-json.ts';
import type { Tables } from './tables.ts';
import { transact } from './transact.ts';

interface DriftParts {
  readonly kysely: Kysely<Tables>;
  readonly clock: Clock;
  /** News was added for the admin channel. */
  readonly newsAdded: () => void;
}

/** The rows of when the last rounds were. */
const ROWS = { hourly: 1, daily: 2 } as const satisfies Readonly<Record<DriftChecks, number>>;

export function createDriftBook({ kysely, clock, newsAdded }: DriftParts): DriftBook {
  return {
    async lastCheck(checks) {
      const id = ROWS[checks];
      const checkedAt = new Date(clock.now());
      await kysely
        .insertInto('driftChecks')
        .values({ id, checkedAt })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      const rows = kysely.selectFrom('driftChecks').select('checkedAt').where('id', '=', id);
      const row = await rows.executeTakeFirstOrThrow();
      return row.checkedAt;
    },

    async record({ checks, found, isChecked, countsAt }, channel) {
      const now = new Date(clock.now());
      const change = await transact({ kysely, clock }, async (transaction) => {
        // Locks the row, so that two rounds are recorded one after the other.
        await transaction
          .updateTable('driftChecks')
          .set({ checkedAt: countsAt ?? now })
          .where('id', '=', ROWS[checks])
          .execute();
        const rows = await transaction.selectFrom('drift').selectAll().orderBy('key').execute();
        const known = new Map(rows.map((row) => [row.key, itemIn(row)]));
        const isFound = new Set(found.map(({ key }) => key));
        const fresh = found.filter(({ key }) => !known.has(key));
        const mended = [...known.values()].filter(({ key }) => !isFound.has(key) && isChecked(key));
        for (const { key, code, says } of fresh)
          await transaction
            .insertInto('drift')
            .values({ key, code, news: toJson(says), foundAt: now })
            .execute();
        for (const { key } of mended) await transaction.deleteFrom('drift').where('key', '=', key).execute();
        const isNews = fresh.length + mended.length > 0;
        if (isNews && channel !== undefined)
          await putNews(transaction, [{ channel, news: newsOf(checks, fresh, mended) }], now);
        return { found: fresh, mended };
      });
      newsAdded();
      return change;
    },

    async count() {
      const rows = await kysely
        .selectFrom('drift')
        .select(['code', (has) => has.fn.countAll<number>().as('count')])
        .groupBy('code')
        .orderBy('code')
        .execute();
      return rows.map(({ code, count }) => ({ code, count: Number(count) }));
    },
  };
}

const itemIn = ({
  key,
  code,
  news,
}: {
  readonly key: string;
  readonly code: string;
  readonly news: string;
}): DriftItem => ({
  ...{ key, code: code as DriftItem['code'], says: readJson(JSON.parse(news)) as DriftItem['says'] },
});

const newsOf = (checks: DriftChecks, found: readonly DriftItem[], mended: readonly DriftItem[]): DriftNews => ({
  kind: 'drift',
  checks,
  found: found.map(({ says }) => says),
  mended: mended.map(({ says }) => says),
});
