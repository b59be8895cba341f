import { type Kysely, sql, type Transaction } from 'kysely';
import type { AuditEntry } from '../domain/audit.ts';
import type { Clock } from '../flows/ports/clock.ts';
import type { Outbox, OutboxItem } from '../flows/ports/outbox.ts';
import { heldUntil } from '../flows/ports/slack-pace.ts';
import { appendAudit, type RandomHex } from './audit-log.ts';
import { createDigests } from './digests.ts';
import { createDoubtfulPosts, putDoubt } from './doubtful-posts.ts';
import { readNextDue } from './next-due.ts';
import { redirectMessages } from './redirect-messages.ts';
import { isTaken, noteShown, redrawAgainAfter } from './shown-message.ts';
import { writePace } from './slack-pace.ts';
import type { Tables } from './tables.ts';
import { takeDue } from './take-outbox.ts';

export interface OutboxParts {
  readonly kysely: Kysely<Tables>;
  readonly clock: Clock;
  readonly randomHex: RandomHex;
}

/** Callers of `put` notify the listeners through `changed`. */
export function createOutbox(parts: OutboxParts): Outbox & { readonly changed: () => void } {
  const { kysely, clock } = parts;
  const listeners: (() => void)[] = [];
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  const now = (): Date => new Date(clock.now());
  const together = async (change: (transaction: Transaction<Tables>) => Promise<void>): Promise<void> => {
    await kysely.transaction().execute(change);
    changed();
  };
  const note = (transaction: Transaction<Tables>, audit: AuditEntry): Promise<void> =>
    appendAudit(transaction, audit, now(), parts.randomHex);

  return {
    changed,
    onChange: (listener) => void listeners.push(listener),
    digests: createDigests(parts),
    doubtful: createDoubtfulPosts(parts),

    take: (limit) => kysely.transaction().execute((transaction) => takeDue(transaction, limit, now())),

    sent: async (item, message, doubt) => {
      let stands = true;
      await together(async (transaction) => {
        if (doubt !== undefined && message !== undefined)
          await putDoubt(transaction, { ...doubt, ts: message.ts }, now());
        if (item.kind === 'reply') return removeReplies(transaction, item, message?.through);
        stands = await noteShown(transaction, item, message, now());
      });
      return stands;
    },

    retry: (item, at, why) =>
      together(async (transaction) => {
        await transaction
          .updateTable('outbox')
          .set({
            claimedUntil: null,
            dueAt: at,
            urgency: sql`least(urgency, ${item.urgency}::integer)`,
            attempts: item.attempts + (why === 'limited' ? 0 : 1),
            refusals: item.refusals + (why === 'refused' ? 1 : 0),
            uncertain: item.uncertain || why === 'uncertain',
            ...(why === 'unanswered' ? { redrawAgainAt: redrawAgainAfter(now()) } : {}),
          })
          .where(isTaken(item))
          .execute();
      }),

    hold: (key, until) =>
      together((transaction) => writePace(transaction, new Map([[key, heldUntil(until.getTime())]]), clock.now())),

    ...redirectMessages({ together, note, now }),

    nextDue: () => readNextDue(kysely, now()),
  };
}

async function removeReplies(transaction: Transaction<Tables>, item: OutboxItem, through = item.id): Promise<void> {
  const last = Math.max(Number(through), Number(item.also.at(-1)?.id ?? item.id));
  await transaction
    .deleteFrom('outbox')
    .where('requestId', '=', item.requestId)
    .where('kind', '=', 'reply')
    .where('channel', '=', item.channel)
    .where('id', '>=', Number(item.id))
    .where('id', '<=', last)
    .execute();
}
