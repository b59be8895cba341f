import { type Kysely, sql, type Transaction } from 'kysely';
import type { AuditEntry } from '../domain/audit.ts';
import type { ActionRequest } from '../domain/request.ts';
import type { Clock } from '../flows/ports/clock.ts';
import type { Outbox, OutboxItem } from '../flows/ports/outbox.ts';
import { heldUntil } from '../flows/ports/slack-pace.ts';
import { appendAudit, type RandomHex } from './audit-log.ts';
import { createDigests } from './digests.ts';
import { createDoubtfulPosts, putDoubt } from './doubtful-posts.ts';
import { readNextDue } from './next-due.ts';
import { type PutInOutbox, putInOutbox } from './outbox-items.ts';
import { fromRow, selectRequests } from './request-row.ts';
import { anew, isTaken, noteShown, redrawAgainAfter } from './shown-message.ts';
import { writePace } from './slack-pace.ts';
import { toJson } from './stored-json.ts';
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

    postAnew: (item, { ts, because }) =>
      together(async (transaction) => {
        const { requestId } = item;
        const gone = await transaction
          .updateTable('requests')
          .set({ messageTs: null, permalink: null, rest: withRest({ reposted: true }) })
          .where('id', '=', requestId)
          .where('messageTs', '=', ts)
          .executeTakeFirst();
        // Another replica has posted the message again since.
        if (gone.numUpdatedRows === 0n) return release(transaction, item, now());
        const { channel } = item;
        const message = { requestId, kind: 'message', milestone: null, wanted: 1, refusals: 0, channel } as const;
        await transaction
          .insertInto('outbox')
          .values({ ...message, ...anew(now()), urgency: 0 })
          .onConflict((conflict) =>
            conflict
              .column('requestId')
              .where('kind', '=', 'message')
              .doUpdateSet({ ...anew(now()), urgency: 0 }),
          )
          .execute();
        await release(transaction, item, now());
        const facts = { ...factsOf(item), because };
        await note(transaction, { kind: 'outbox.posted_anew', ...byBot(item), facts });
      }),

    askDirectly: (request, people) =>
      together(async (transaction) => {
        const waiting = await transaction
          .selectFrom('outbox')
          .select('channel')
          .where('requestId', '=', request.id)
          .where(sql<boolean>`milestone ->> 'kind' = 'asked_directly'`)
          .execute();
        const others = people.filter((person) => !waiting.some(({ channel }) => channel === person));
        const milestones = others.map((person) => ({ kind: 'asked_directly', person }) as const);
        await putInOutbox(transaction, request, { redraw: false, milestones }, now());
      }),

    tellDirectly: (item, directly, leaves) =>
      together(async (transaction) => {
        const ofRequest = sql<boolean>`requests.id = ${item.requestId} and rest -> 'directly' is null`;
        const row = await selectRequests(transaction).where(ofRequest).forUpdate('requests').executeTakeFirst();
        // Another replica has found the message too.
        if (row === undefined) return release(transaction, item, now());
        const request = { ...fromRow(row), directly };
        await transaction
          .updateTable('requests')
          .set({ rest: withRest({ directly }) })
          .where('id', '=', request.id)
          .execute();
        await transaction
          .updateTable('outbox')
          .set({ channel: request.requester, ...anew(now()), refusals: 0 })
          .where('requestId', '=', request.id)
          .execute();
        if (leaves !== undefined) await putInOutbox(transaction, request, wishesOfLeaving(request), now());
        const facts = { ...factsOf(item), channel: item.channel, because: directly.because };
        await note(transaction, { kind: 'outbox.told_directly', ...byBot(item), facts });
      }),

    giveUp: (item, why) =>
      together(async (transaction) => {
        await transaction
          .deleteFrom('outbox')
          .where('requestId', '=', item.requestId)
          .where(({ or, eb, exists, selectFrom }) =>
            or([
              eb('id', '=', Number(item.id)),
              exists(
                selectFrom('requests')
                  .select('id')
                  .where('requests.id', '=', item.requestId)
                  .where('messageTs', 'is', null)
                  .where(sql<boolean>`rest -> 'directly' is null`),
              ),
            ]),
          )
          .execute();
        await note(transaction, { kind: 'outbox.given_up', ...byBot(item), facts: factsOf(item), texts: { why } });
      }),

    nextDue: () => readNextDue(kysely, now()),
  };
}

const byBot = ({ requestId }: OutboxItem) => ({ request: requestId, actor: 'bot' }) as const;

const factsOf = ({ kind, milestone, attempts }: OutboxItem) => ({
  item: kind,
  milestone: milestone?.kind ?? null,
  attempts,
});

/** From now on, people who can act get direct messages. The old message is drawn once more where it is. */
const wishesOfLeaving = ({ messageTs }: ActionRequest): PutInOutbox => ({
  redraw: true,
  answersPress: true,
  milestones: messageTs === undefined ? [] : [{ kind: 'left_channel' }],
});

/** Merged in the database, so that a concurrent move keeps its change. */
const withRest = (fields: Readonly<Record<string, unknown>>) => sql<string>`rest || ${toJson(fields)}::jsonb`;

async function release(transaction: Transaction<Tables>, item: OutboxItem, now: Date): Promise<void> {
  await transaction.updateTable('outbox').set(anew(now)).where(isTaken(item)).execute();
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
