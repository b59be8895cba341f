import { type Kysely, sql } from 'kysely';
import { isSettled, NEXT, type RequestState } from '../domain/lifecycle.ts';
import type { Milestone } from '../domain/milestone.ts';
import type { Clock } from '../flows/clock.ts';
import type { Outbox, OutboxItem } from '../flows/outbox.ts';
import { appendAudit, type RandomHex } from './audit-log.ts';
import { fromRow, selectRequests } from './request-row.ts';
import { readJson } from './stored-json.ts';
import type { Tables } from './tables.ts';

/** How long an item belongs to whoever took it (milliseconds). A process that died gives it back by this. */
const LEASE = 30_000;

/** Whoever takes items holds this lock for it, so that two processes never take two items of one request. */
const TAKING = 7_482_002;

const SETTLED = (Object.keys(NEXT) as RequestState[]).filter(isSettled);

export interface OutboxParts {
  readonly kysely: Kysely<Tables>;
  readonly clock: Clock;
  readonly randomHex: RandomHex;
}

/** `changed` is for whoever puts something in: it calls the listeners. */
export function createOutbox(parts: OutboxParts): Outbox & { readonly changed: () => void } {
  const { kysely, clock } = parts;
  const listeners: (() => void)[] = [];
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  const now = (): Date => new Date(clock.now());

  return {
    changed,
    onChange: (listener) => void listeners.push(listener),

    take: (limit) =>
      kysely.transaction().execute(async (transaction) => {
        await sql`select pg_advisory_xact_lock(${sql.lit(TAKING)})`.execute(transaction);
        const { rows } = await takeDue(limit, now()).execute(transaction);
        if (rows.length === 0) return [];
        const ids = rows.map((row) => row.requestId);
        const requests = (await selectRequests(transaction).where('requests.id', 'in', ids).execute()).map(fromRow);
        return rows.flatMap(({ rank: _, ...row }) => {
          const request = requests.find(({ id }) => id === row.requestId);
          const milestone = row.milestone === null ? undefined : readJson<Milestone>(row.milestone);
          return request ? [{ item: { ...row, id: String(row.id), milestone }, request }] : [];
        });
      }),

    async sent(item, message) {
      await kysely.transaction().execute(async (transaction) => {
        if (message !== undefined) {
          await transaction
            .updateTable('requests')
            .set({ messageTs: message.ts, ...(message.permalink && { permalink: message.permalink }) })
            .where('id', '=', item.requestId)
            .execute();
        }
        await transaction
          .deleteFrom('outbox')
          .where('id', '=', Number(item.id))
          .where('wanted', '=', item.wanted)
          .execute();
        // Still there: the message was wanted anew while this was on its way.
        await transaction
          .updateTable('outbox')
          .set({ claimedUntil: null, attempts: 0, uncertain: false, dueAt: now() })
          .where(isTaken(item))
          .execute();
      });
      changed();
    },

    async retry(item, at, uncertain) {
      await kysely
        .updateTable('outbox')
        .set({ claimedUntil: null, dueAt: at, attempts: item.attempts + 1, uncertain: item.uncertain || uncertain })
        .where(isTaken(item))
        .execute();
      changed();
    },

    async giveUp(item, why) {
      await kysely.transaction().execute(async (transaction) => {
        await transaction.deleteFrom('outbox').where('requestId', '=', item.requestId).execute();
        const facts = { item: item.kind, milestone: item.milestone?.kind ?? null, attempts: item.attempts };
        const audit = { kind: 'outbox.given_up', request: item.requestId, actor: 'bot', facts, texts: { why } };
        await appendAudit(transaction, audit, now(), parts.randomHex);
      });
    },

    async nextDue() {
      const { rows } = await readNextDue.execute(kysely);
      return rows[0]?.at ?? undefined;
    },
  };
}

/** Holds as long as nobody else took the item after the lease of this one ran out, which counts as an attempt. */
const isTaken = (item: OutboxItem) => sql<boolean>`id = ${Number(item.id)} and attempts = ${item.attempts}`;

type TakenRow = Omit<OutboxItem, 'id' | 'milestone'> & {
  readonly id: number;
  readonly milestone: unknown;
  readonly rank: number;
};

/** Whether Slack can be told at all: a reply only in a thread that stands, and after every earlier reply. */
const sendable = sql<boolean>`(
  item.kind = 'message' or (
    request.message_ts is not null
    and not exists (select from outbox earlier
      where earlier.request_id = item.request_id and earlier.kind = 'reply' and earlier.id < item.id)
  )
)`;

/**
 * First what answers a click or asks a person, then what is settled, then the rest. An item whose lease ran out was taken
 * by somebody who died over it: Slack may have it already.
 */
const takeDue = (limit: number, now: Date) => sql<TakenRow>`
  with chosen as (
    select item.id, case
      when request.message_ts is null or request.state = 'awaiting_approval' or request.rest -> 'waiting' is not null then 0
      when request.state in (${sql.join(SETTLED)}) then 1
      else 2
    end as rank
    from outbox item join requests request on request.id = item.request_id
    where item.due_at <= ${now} and ${sendable}
      and not exists (select from outbox held
        where held.request_id = item.request_id and held.claimed_until > ${now})
      and (item.kind = 'message' or not exists (select from outbox message
        where message.request_id = item.request_id and message.kind = 'message' and message.due_at <= ${now}))
    order by rank, item.due_at, item.id
    limit ${limit}
  ), taken as (
    update outbox item set
      uncertain = item.uncertain or item.claimed_until is not null,
      attempts = item.attempts + case when item.claimed_until is null then 0 else 1 end,
      claimed_until = ${new Date(now.getTime() + LEASE)}
    from chosen where chosen.id = item.id
    returning item.id, item.request_id, item.kind, item.milestone, item.wanted, item.attempts, item.uncertain, chosen.rank
  )
  select * from taken order by rank, id
`;

const readNextDue = sql<{ readonly at: Date | null }>`
  select min(greatest(item.due_at, (
    select max(held.claimed_until) from outbox held where held.request_id = item.request_id
  ))) as at
  from outbox item join requests request on request.id = item.request_id
  where ${sendable}
`;
