import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely';
import { after } from '../domain/duration.ts';
import type { Clock } from '../flows/ports/clock.ts';
import { type Digest, type Digests, LATE_AFTER, LATE_AT_ONCE } from '../flows/ports/outbox.ts';
import {
  bucketOf,
  DIGEST_UPDATE,
  givesNow,
  keptIn,
  type Level,
  LOOK,
  POST,
  postIn,
  UPDATE,
  withoutOne,
} from '../flows/ports/slack-pace.ts';
import type { RandomHex } from './audit-log.ts';
import { fromRow, selectRequests } from './request-row.ts';
import { countMoving, ripeAt } from './sendable.ts';
import { type Pace, readPace, writePace } from './slack-pace.ts';
import type { Tables } from './tables.ts';
import { LEASE, lockTaking } from './take-outbox.ts';

/**
 * How often a digest is redrawn while its channel is overloaded, unless the share of redraws for digests is used up
 * (milliseconds).
 */
const EVERY = 10_000;
/**
 * The most requests shown in a digest. With its heading and end, this stays below Slack's 50 blocks and 13,000
 * characters.
 */
const SHOWN = 40;

interface DueDigest {
  readonly channel: string;
  readonly late: number;
  readonly id: string | null;
  readonly ts: string | null;
  readonly since: Date | null;
  readonly uncertain: boolean;
}

export function createDigests(parts: {
  readonly kysely: Kysely<Tables>;
  readonly clock: Clock;
  readonly randomHex: RandomHex;
}): Digests {
  const { kysely, clock } = parts;
  const ofId = ({ channel, id }: Digest) => sql<boolean>`channel = ${channel} and id = ${id}`;
  const isTaken = (digest: Digest) => sql<boolean>`${ofId(digest)} and claimed_until = ${digest.claimedUntil}`;

  return {
    take: () =>
      kysely.transaction().execute(async (transaction) => {
        const now = new Date(clock.now());
        const moving = await countMoving(transaction);
        if ((await readDue(transaction, moving, now)).length === 0) return undefined;
        await lockTaking(transaction);
        // Checked again under the lock, since another replica may have taken it meanwhile.
        const due = await readDue(transaction, moving, now);
        const pace = await readPace(transaction);
        const digest = due.find((one) => hasRoom(pace, moving, one, now.getTime()));
        if (digest === undefined) return undefined;
        const keys = keysOf(digest).map(
          (key) => [key, withoutOne(bucketOf(key), pace.get(key), now.getTime())] as const,
        );
        await writePace(transaction, new Map<string, Level>(keys), now.getTime());
        return claim(transaction, digest, moving, now, parts.randomHex);
      }),

    async drawn(digest, ts) {
      const now = clock.now();
      const next = { ts, claimedUntil: null, uncertain: false };
      const taken = digest.over
        ? (await kysely.deleteFrom('digests').where(isTaken(digest)).executeTakeFirst()).numDeletedRows
        : (
            await kysely
              .updateTable('digests')
              .set({ ...next, dueAt: new Date(now + EVERY) })
              .where(isTaken(digest))
              .executeTakeFirst()
          ).numUpdatedRows;
      if (taken > 0n) return;
      // Another replica may have drawn a newer digest before this one, so it is drawn once more.
      const { channel, id, since } = digest;
      const again = { channel, id, since, ...next, dueAt: new Date(now) };
      await kysely
        .insertInto('digests')
        .values(again)
        .onConflict((conflict) => conflict.column('channel').doUpdateSet({ dueAt: again.dueAt }))
        .execute();
    },

    async retry(digest, at, why) {
      const uncertain = digest.uncertain || why === 'uncertain';
      await kysely
        .updateTable('digests')
        .set({ dueAt: at, claimedUntil: null, uncertain })
        .where(isTaken(digest))
        .execute();
    },

    async drop(digest) {
      await kysely.deleteFrom('digests').where(ofId(digest)).execute();
    },
  };
}

/**
 * Requests that somebody is waiting to see: their message is out of date, or their thread lacks a question or the
 * ending.
 */
const lateRequests = (moving: number, now: Date): RawBuilder<unknown> => sql`
  select distinct item.channel, item.request_id from outbox item join requests request on request.id = item.request_id
  where ${ripeAt(moving)} <= ${new Date(now.getTime() - LATE_AFTER)} and (item.kind = 'message' or item.urgency < 2)
    and (item.channel like 'C%' or item.channel like 'G%')`;

/** Channels that need a digest, or whose digest has to be redrawn or closed. Direct messages need none. */
async function readDue(kysely: Kysely<Tables>, moving: number, now: Date): Promise<readonly DueDigest[]> {
  const { rows } = await sql<DueDigest>`
    select coalesce(crowd.channel, digests.channel) as channel, coalesce(crowd.late, 0)::integer as late,
      digests.id, digests.ts, digests.since,
      coalesce(digests.uncertain or digests.claimed_until is not null, false) as uncertain
    from (
      select channel, count(*) as late from (${lateRequests(moving, now)}) late group by channel
    ) crowd full join digests on digests.channel = crowd.channel
    where case when digests.channel is null then crowd.late > ${sql.lit(LATE_AT_ONCE)}
      else digests.due_at <= ${now} and (digests.claimed_until is null or digests.claimed_until <= ${now}) end
    order by digests.due_at nulls first
  `.execute(kysely);
  return rows;
}

const keysOf = ({ ts, channel, uncertain }: DueDigest): readonly string[] =>
  ts === null ? [postIn(channel), POST, ...(uncertain ? [LOOK] : [])] : [UPDATE, DIGEST_UPDATE];

/**
 * Digests only bridge a backlog. They never take capacity that a request needs, and all of them together get a tenth of
 * the redraws.
 */
function hasRoom(pace: Pace, moving: number, digest: DueDigest, now: number): boolean {
  return keysOf(digest).every((key) => {
    const bucket = bucketOf(key);
    const ends = key === DIGEST_UPDATE && digest.late === 0;
    const urgency = digest.ts === null || ends ? 1 : 2;
    return givesNow(bucket, pace.get(key), keptIn(bucket, urgency, moving), now) >= 1;
  });
}

async function claim(
  transaction: Transaction<Tables>,
  due: DueDigest,
  moving: number,
  now: Date,
  randomHex: RandomHex,
): Promise<Digest> {
  const { channel, uncertain, ts, late } = due;
  const id = due.id ?? randomHex(8);
  const since = due.since ?? now;
  const claimedUntil = after(now, LEASE);
  await transaction
    .insertInto('digests')
    .values({ channel, id, ts, since, dueAt: now, claimedUntil, uncertain })
    .onConflict((conflict) => conflict.column('channel').doUpdateSet({ claimedUntil, uncertain }))
    .execute();
  const over = late === 0;
  const requests = over ? [] : await readShown(transaction, channel, moving, now);
  return { channel, id, claimedUntil, ts: ts ?? undefined, uncertain, over, requests, late, since };
}

const readShown = async (transaction: Transaction<Tables>, channel: string, moving: number, now: Date) =>
  (
    await selectRequests(transaction)
      .where(
        sql<boolean>`requests.id in (
          select late.request_id from (${lateRequests(moving, now)}) late where late.channel = ${channel})`,
      )
      .orderBy('requests.startedAt', 'desc')
      .limit(SHOWN)
      .execute()
  ).map(fromRow);
