import { sql, type Transaction } from 'kysely';
import { after } from '../domain/duration.ts';
import { type Urgency, urgencyOfRedraw } from '../domain/urgency.ts';
import type { OutboxItem, SentMessage } from '../flows/ports/outbox.ts';
import { fromRow, selectRequests } from './request-row.ts';
import type { Tables } from './tables.ts';

/** After this, a call that got no answer has either reached Slack or never will (milliseconds). */
export const STILL_ARRIVES = 60_000;

export const redrawAgainAfter = (now: Date): Date => after(now, STILL_ARRIVES);

/** True unless another worker took the item after this one's lease expired. Each take counts as an attempt. */
export const isTaken = (item: OutboxItem) => sql<boolean>`id = ${Number(item.id)} and attempts = ${item.attempts}`;

export const anew = (now: Date) => ({ claimedUntil: null, attempts: 0, uncertain: false, dueAt: now, since: now });

/**
 * Records that Slack shows the request message as it was when this item was taken. The item is done only if Slack
 * cannot be missing anything newer. Otherwise the message is redrawn:
 * - at once, if the request moved meanwhile, if the message was found and may be an old one, or if the lease expired
 *    and another replica may have drawn a newer state before this one;
 * - after a minute, if an earlier redraw got no answer and may still arrive.
 * Returns false if the request has another message by now.
 */
export async function noteShown(
  transaction: Transaction<Tables>,
  item: OutboxItem,
  message: SentMessage | undefined,
  now: Date,
): Promise<boolean> {
  // Locked in the order of a move: the request first, then its outbox items.
  const request = fromRow(
    await selectRequests(transaction)
      .where('requests.id', '=', item.requestId)
      .forUpdate('requests')
      .executeTakeFirstOrThrow(),
  );
  const { messageTs, directly } = request;
  if (message !== undefined && messageTs === undefined) await keepPlace(transaction, item.requestId, message);
  const row = await transaction
    .selectFrom('outbox')
    .select(['wanted', 'redrawAgainAt'])
    .where(isTaken(item))
    .where('claimedUntil', 'is not', null)
    .forUpdate()
    .executeTakeFirst();
  // So far, every redraw had the urgency of the first post, which somebody waits for.
  const urgency = message === undefined ? undefined : urgencyOfRedraw({ ...request, messageTs: message.ts }, false);
  if (row === undefined && directly === undefined) await wantRedraw(transaction, item, now);
  if (row !== undefined) await settle(transaction, item, { ...row, urgency, found: message?.found === true }, now);
  return message === undefined || messageTs === undefined || messageTs === message.ts;
}

async function keepPlace(transaction: Transaction<Tables>, requestId: string, message: SentMessage): Promise<void> {
  const { ts: messageTs, permalink = null } = message;
  await transaction.updateTable('requests').set({ messageTs, permalink }).where('id', '=', requestId).execute();
}

interface Waiting {
  readonly wanted: number;
  readonly redrawAgainAt: Date | null;
  /** `undefined` keeps the urgency. */
  readonly urgency: Urgency | undefined;
  readonly found: boolean;
}

async function settle(
  transaction: Transaction<Tables>,
  item: OutboxItem,
  { wanted, redrawAgainAt, urgency, found }: Waiting,
  now: Date,
): Promise<void> {
  const isNewest = wanted === item.wanted && !found;
  const again = redrawAgainAt !== null && redrawAgainAt > now ? redrawAgainAt : undefined;
  if (isNewest && again === undefined) {
    await transaction.deleteFrom('outbox').where('id', '=', Number(item.id)).execute();
    return;
  }
  const next = isNewest
    ? { ...anew(again ?? now), urgency: 2 as const }
    : { ...anew(now), ...(urgency === undefined ? {} : { urgency }) };
  await transaction.updateTable('outbox').set(next).where('id', '=', Number(item.id)).execute();
}

/** Puts the redraw back, or marks the one that waits or is being sent as out of date. */
async function wantRedraw(transaction: Transaction<Tables>, item: OutboxItem, now: Date): Promise<void> {
  const { requestId, channel, urgency } = item;
  await transaction
    .insertInto('outbox')
    .values({ requestId, channel, urgency, kind: 'message', milestone: null, wanted: 1, refusals: 0, ...anew(now) })
    .onConflict((conflict) =>
      conflict
        .column('requestId')
        .where('kind', '=', 'message')
        .doUpdateSet((row) => ({ wanted: row('outbox.wanted', '+', 1) })),
    )
    .execute();
}
