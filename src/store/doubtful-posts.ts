import { type Kysely, sql, type Transaction } from 'kysely';
import { after } from '../domain/duration.ts';
import type { Clock } from '../flows/ports/clock.ts';
import type { DoubtfulPosts, TakenDoubt } from '../flows/ports/outbox.ts';
import { STILL_ARRIVES } from './shown-message.ts';
import { toJson } from './stored-json.ts';
import type { Tables } from './tables.ts';
import { LEASE } from './take-outbox.ts';

/** Schedules the check for the time when the first post can no longer arrive. */
export async function putDoubt(
  transaction: Transaction<Tables>,
  { channel, thread, since, mark, ts }: Omit<TakenDoubt, 'id'>,
  now: Date,
): Promise<void> {
  await transaction
    .insertInto('doubtfulPosts')
    .values({
      ...{ channel, ts, since, thread: thread ?? null, mark: toJson(mark) },
      ...{ dueAt: after(now, STILL_ARRIVES), claimedUntil: null },
    })
    .execute();
}

export function createDoubtfulPosts({
  kysely,
  clock,
}: {
  readonly kysely: Kysely<Tables>;
  readonly clock: Clock;
}): DoubtfulPosts {
  return {
    async take() {
      const now = clock.now();
      const { rows } = await sql<Omit<TakenDoubt, 'id' | 'thread'> & { id: number; thread: string | null }>`
        update doubtful_posts set claimed_until = ${new Date(now + LEASE)}
        where id = (
          select id from doubtful_posts
          where due_at <= ${new Date(now)} and (claimed_until is null or claimed_until <= ${new Date(now)})
          order by due_at, id limit 1 for update skip locked
        )
        returning id, channel, thread, mark, ts, since
      `.execute(kysely);
      const [row] = rows;
      return row && { ...row, id: String(row.id), thread: row.thread ?? undefined };
    },
    async done({ id }) {
      await kysely.deleteFrom('doubtfulPosts').where('id', '=', Number(id)).execute();
    },
  };
}
