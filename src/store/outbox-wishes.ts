import type { Transaction } from 'kysely';
import type { Milestone } from '../domain/milestone.ts';
import { toJson } from './stored-json.ts';
import type { Tables } from './tables.ts';

/** What a change of a request asks of the outbox. */
export interface OutboxWishes {
  readonly redraw: boolean;
  readonly milestones: readonly Milestone[];
}

/** Puts the wishes in, in the transaction of the change that has them. */
export async function putWishes(
  transaction: Transaction<Tables>,
  requestId: string,
  { redraw, milestones }: OutboxWishes,
  now: Date,
): Promise<void> {
  const item = { requestId, dueAt: now, claimedUntil: null, attempts: 0, uncertain: false };
  if (redraw) {
    await transaction
      .insertInto('outbox')
      .values({ ...item, kind: 'message', milestone: null, wanted: 1 })
      .onConflict((conflict) =>
        conflict
          .column('requestId')
          .where('kind', '=', 'message')
          .doUpdateSet((row) => ({ wanted: row('outbox.wanted', '+', 1) })),
      )
      .execute();
  }
  if (milestones.length === 0) return;
  const replies = milestones.map((milestone) => ({
    ...item,
    kind: 'reply' as const,
    milestone: toJson(milestone),
    wanted: 0,
  }));
  await transaction.insertInto('outbox').values(replies).execute();
}
