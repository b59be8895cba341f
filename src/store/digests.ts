import { type Kysely, sql, type Transaction } from 'kysely';
import type { Clock } from '../flows/clock.ts';
import { type Digest, type Digests, LATE_AFTER, LATE_AT_ONCE } from '../flows/outbox.ts';
import { bucketOf, givesNow, type Level, LOOK, POST, postIn, UPDATE, withoutOne } from '../flows/slack-pace.ts';
import type { RandomHex } from './audit-log.ts';
import { fromRow, selectRequests } from './request-row.ts';
import { readPace, writePace } from './slack-pace.ts';
import type { Tables } from './tables.ts';
import { LEASE, lockTaking } from './take-outbox.ts';

/** A digest is redrawn this often while the pressure lasts (milliseconds). */
const EVERY = 10_000;
/** So many requests of it are shown at most; with heading and end that is under Slack's 50 blocks and 13,000 characters. */
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

  return {
    take: () =>
      kysely.transaction().execute(async (transaction) => {
        const now = clock.now();
        const due = await readDue(transaction, new Date(now));
        if (due.length === 0) return undefined;
        await lockTaking(transaction);
        // Looked at once more behind the lock: another replica may have taken it meanwhile.
        for (const digest of await readDue(transaction, new Date(now))) {
          if (!(await reserve(transaction, digest, now))) continue;
          return claim(transaction, digest, new Date(now), parts.randomHex);
        }
        return undefined;
      }),

    async drawn(digest, ts) {
      if (digest.over) await kysely.deleteFrom('digests').where(ofId(digest)).execute();
      else {
        const next = { ts, dueAt: new Date(clock.now() + EVERY), claimedUntil: null, uncertain: false };
        await kysely.updateTable('digests').set(next).where(ofId(digest)).execute();
      }
    },

    async retry(digest, at, why) {
      const uncertain = digest.uncertain || why === 'uncertain';
      await kysely
        .updateTable('digests')
        .set({ dueAt: at, claimedUntil: null, uncertain })
        .where(ofId(digest))
        .execute();
    },

    async drop(digest) {
      await kysely.deleteFrom('digests').where(ofId(digest)).execute();
    },
  };
}

/** Channels that need one, or have one that is due to be drawn anew or to end. A direct message needs none. */
async function readDue(kysely: Kysely<Tables>, now: Date): Promise<readonly DueDigest[]> {
  const { rows } = await sql<DueDigest>`
    select coalesce(crowd.channel, digests.channel) as channel, coalesce(crowd.late, 0)::integer as late,
      digests.id, digests.ts, digests.since,
      coalesce(digests.uncertain or digests.claimed_until is not null, false) as uncertain
    from (
      select channel, count(*) as late from outbox
      where due_at <= ${new Date(now.getTime() - LATE_AFTER)} and (channel like 'C%' or channel like 'G%')
      group by channel
    ) crowd full join digests on digests.channel = crowd.channel
    where case when digests.channel is null then crowd.late > ${sql.lit(LATE_AT_ONCE)}
      else digests.due_at <= ${now} and (digests.claimed_until is null or digests.claimed_until <= ${now}) end
    order by digests.due_at nulls first
  `.execute(kysely);
  return rows;
}

async function reserve(transaction: Transaction<Tables>, digest: DueDigest, now: number): Promise<boolean> {
  const pace = await readPace(transaction);
  const look = digest.uncertain ? [LOOK] : [];
  const keys = digest.ts === null ? [postIn(digest.channel), POST, ...look] : [UPDATE];
  if (keys.some((key) => givesNow(bucketOf(key), pace.get(key), 0, now) < 1)) return false;
  const levels = new Map<string, Level>(keys.map((key) => [key, withoutOne(bucketOf(key), pace.get(key), now)]));
  await writePace(transaction, levels, now);
  return true;
}

async function claim(
  transaction: Transaction<Tables>,
  due: DueDigest,
  now: Date,
  randomHex: RandomHex,
): Promise<Digest> {
  const { channel, uncertain, ts } = due;
  const id = due.id ?? randomHex(8);
  const since = due.since ?? now;
  const claimedUntil = new Date(now.getTime() + LEASE);
  await transaction
    .insertInto('digests')
    .values({ channel, id, ts, since, dueAt: now, claimedUntil, uncertain })
    .onConflict((conflict) => conflict.column('channel').doUpdateSet({ claimedUntil, uncertain }))
    .execute();
  const late = await transaction
    .selectFrom('outbox')
    .select('requestId')
    .distinct()
    .where('channel', '=', channel)
    .execute();
  const over = due.late === 0;
  const shown = over || late.length === 0 ? [] : await readShown(transaction, channel);
  return { channel, id, claimedUntil, ts: ts ?? undefined, uncertain, over, requests: shown, late: late.length, since };
}

const readShown = async (transaction: Transaction<Tables>, channel: string) =>
  (
    await selectRequests(transaction)
      .where('requests.id', 'in', (query) =>
        query.selectFrom('outbox').select('outbox.requestId').where('outbox.channel', '=', channel),
      )
      .orderBy('requests.startedAt', 'desc')
      .limit(SHOWN)
      .execute()
  ).map(fromRow);
