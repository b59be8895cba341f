import { sql, type Transaction } from 'kysely';
import type { AuditEntry } from '../domain/audit.ts';
import type { ActionRequest } from '../domain/request.ts';
import type { Outbox, OutboxItem } from '../flows/ports/outbox.ts';
import { type PutInOutbox, putInOutbox } from './outbox-items.ts';
import { fromRow, selectRequests } from './request-row.ts';
import { anew, isTaken } from './shown-message.ts';
import { toJson } from './stored-json.ts';
import type { Tables } from './tables.ts';

interface RedirectParts {
  readonly now: () => Date;
  /** Changes the outbox in one transaction. */
  readonly together: (change: (transaction: Transaction<Tables>) => Promise<void>) => Promise<void>;
  readonly note: (transaction: Transaction<Tables>, audit: AuditEntry) => Promise<void>;
}

type Redirecting = Pick<Outbox, 'postAnew' | 'askDirectly' | 'tellDirectly' | 'giveUp'>;

/** Handles messages that Slack no longer takes where they belong: posts them anew, directly, or not at all. */
export const redirectMessages = (parts: RedirectParts): Redirecting => ({
  postAnew: (item, gone) => parts.together((transaction) => postAnew(transaction, parts, item, gone)),
  askDirectly: (request, people) => parts.together((transaction) => askDirectly(transaction, parts, request, people)),
  tellDirectly: (item, directly, leaves) =>
    parts.together((transaction) => tellDirectly(transaction, parts, item, directly, leaves)),
  giveUp: (item, why) => parts.together((transaction) => giveUp(transaction, parts, item, why)),
});

async function postAnew(
  transaction: Transaction<Tables>,
  { now, note }: RedirectParts,
  item: OutboxItem,
  { ts, because }: Parameters<Outbox['postAnew']>[1],
): Promise<void> {
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
}

async function askDirectly(
  transaction: Transaction<Tables>,
  { now }: RedirectParts,
  request: ActionRequest,
  people: Parameters<Outbox['askDirectly']>[1],
): Promise<void> {
  const waiting = await transaction
    .selectFrom('outbox')
    .select('channel')
    .where('requestId', '=', request.id)
    .where(sql<boolean>`milestone ->> 'kind' = 'asked_directly'`)
    .execute();
  const others = people.filter((person) => !waiting.some(({ channel }) => channel === person));
  const milestones = others.map((person) => ({ kind: 'asked_directly', person }) as const);
  await putInOutbox(transaction, request, { redraw: false, milestones }, now());
}

async function tellDirectly(
  transaction: Transaction<Tables>,
  { now, note }: RedirectParts,
  item: OutboxItem,
  directly: Parameters<Outbox['tellDirectly']>[1],
  leaves: Parameters<Outbox['tellDirectly']>[2],
): Promise<void> {
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
  if (leaves !== undefined) await putInOutbox(transaction, request, itemsOfLeaving(request), now());
  const facts = { ...factsOf(item), channel: item.channel, because: directly.because };
  await note(transaction, { kind: 'outbox.told_directly', ...byBot(item), facts });
}

async function giveUp(
  transaction: Transaction<Tables>,
  { note }: RedirectParts,
  item: OutboxItem,
  why: Parameters<Outbox['giveUp']>[1],
): Promise<void> {
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
}

const byBot = ({ requestId }: OutboxItem) => ({ request: requestId, actor: 'bot' }) as const;

const factsOf = ({ kind, milestone, attempts }: OutboxItem) => ({
  item: kind,
  milestone: milestone?.kind ?? null,
  attempts,
});

/** From now on, people who can act get direct messages. The old message is drawn once more where it is. */
const itemsOfLeaving = ({ messageTs }: ActionRequest): PutInOutbox => ({
  redraw: true,
  answersPress: true,
  milestones: messageTs === undefined ? [] : [{ kind: 'left_channel' }],
});

/** Merged in the database, so that a concurrent move keeps its change. */
const withRest = (fields: Readonly<Record<string, unknown>>) => sql<string>`rest || ${toJson(fields)}::jsonb`;

async function release(transaction: Transaction<Tables>, item: OutboxItem, now: Date): Promise<void> {
  await transaction.updateTable('outbox').set(anew(now)).where(isTaken(item)).execute();
}
