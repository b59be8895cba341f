import { type Kysely, sql, type Transaction } from 'kysely';
import { after } from '../domain/duration.ts';
import type { AdminNews, TakenNews } from '../flows/guarding/admin-news.ts';
import type { Clock } from '../flows/ports/clock.ts';
import { readJson, toJson } from './stored-json.ts';
import type { Tables } from './tables.ts';
import { LEASE } from './take-outbox.ts';

/** Adds news in the same transaction as the audit record that it reports. */
export async function putNews(
  transaction: Transaction<Tables>,
  all: readonly Pick<TakenNews, 'channel' | 'news'>[],
  now: Date,
): Promise<void> {
  const fresh = { part: 0, since: now, dueAt: now, claimedUntil: null, attempts: 0, uncertain: false };
  const rows = all.map(({ channel, news }) => ({ channel, news: toJson(news), ...fresh }));
  if (rows.length > 0) await transaction.insertInto('adminNews').values(rows).execute();
}

export function createAdminNews({
  kysely,
  clock,
}: {
  readonly kysely: Kysely<Tables>;
  readonly clock: Clock;
}): AdminNews & {
  readonly changed: () => void;
} {
  const listeners: (() => void)[] = [];
  const isTaken = ({ id, claimedUntil }: TakenNews) =>
    sql<boolean>`id = ${Number(id)} and claimed_until = ${claimedUntil}`;
  const put = async (
    taken: TakenNews,
    next: Partial<Record<'part' | 'attempts', number>> & { readonly dueAt: Date; readonly uncertain: boolean },
  ) => {
    await kysely
      .updateTable('adminNews')
      .set({ ...next, claimedUntil: null })
      .where(isTaken(taken))
      .execute();
  };
  const remove = async (taken: TakenNews): Promise<void> => {
    await kysely.deleteFrom('adminNews').where(isTaken(taken)).execute();
  };
  return {
    changed: () => {
      for (const listener of listeners) listener();
    },
    onChange: (listener) => void listeners.push(listener),

    take: () => takeNews(kysely, new Date(clock.now())),

    told: (taken, next) =>
      next === undefined
        ? remove(taken)
        : put(taken, { part: taken.part + 1, dueAt: next, attempts: 0, uncertain: false }),

    retry: (taken, at, why) =>
      put(taken, {
        dueAt: at,
        attempts: taken.attempts + 1,
        uncertain: taken.uncertain || why === 'uncertain',
      }),

    giveUp: remove,
  };
}

/** A news item whose lease expired belonged to a worker that died. Its next message may already be in Slack. */
async function takeNews(kysely: Kysely<Tables>, now: Date): Promise<TakenNews | undefined> {
  const claimedUntil = after(now, LEASE);
  const { rows } = await sql<Omit<TakenNews, 'id' | 'news' | 'claimedUntil'> & { id: number; news: string }>`
    update admin_news set claimed_until = ${claimedUntil}, uncertain = uncertain or claimed_until is not null
    where id = (
      select id from admin_news where due_at <= ${now} and (claimed_until is null or claimed_until <= ${now})
      order by due_at, id limit 1 for update skip locked
    )
    returning id, channel, news, part, since, attempts, uncertain
  `.execute(kysely);
  const [row] = rows;
  return row && { ...row, id: String(row.id), news: readJson(JSON.parse(row.news)), claimedUntil };
}
