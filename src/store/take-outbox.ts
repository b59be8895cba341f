import { type RawBuilder, sql, type Transaction } from 'kysely';
import { after } from '../domain/duration.ts';
import type { Milestone } from '../domain/milestone.ts';
import type { Urgency } from '../domain/urgency.ts';
import { type OutboxItem, POSTS_WAITING, type Taken } from '../flows/ports/outbox.ts';
import { bucketOf, givesNow, keptIn, type Level, POST, postIn, UPDATE, withoutOne } from '../flows/ports/slack-pace.ts';
import { readJoined } from './join-replies.ts';
import { fromRow, selectRequests } from './request-row.ts';
import { claimed, countMoving, keysOf, posts, ripeAt, sendable } from './sendable.ts';
import { redrawAgainAfter } from './shown-message.ts';
import { type Pace, readPace, writePace } from './slack-pace.ts';
import { readJson } from './stored-json.ts';
import type { Tables } from './tables.ts';

/** How long a worker may hold an item (milliseconds). If it dies, another one takes the item afterwards. */
export const LEASE = 30_000;

/** Held while taking items, so that two processes never take two items of one request or the same token. */
const TAKING = 7_482_002;

export const lockTaking = async (transaction: Transaction<Tables>): Promise<void> => {
  await sql`select pg_advisory_xact_lock(${sql.lit(TAKING)})`.execute(transaction);
};

interface Candidate extends Omit<OutboxItem, 'id' | 'milestone' | 'also' | 'claimedUntil'> {
  readonly id: number;
  readonly milestone: unknown;
  readonly posts: boolean;
}

/** The state of Slack's rate limits at one moment. */
interface Room {
  readonly pace: Pace;
  readonly moving: number;
  readonly now: number;
}

export async function takeDue(transaction: Transaction<Tables>, limit: number, now: Date): Promise<readonly Taken[]> {
  await lockTaking(transaction);
  const [pace, moving] = [await readPace(transaction), await countMoving(transaction)];
  const room: Room = { pace, moving, now: now.getTime() };
  const candidates = await readCandidates(transaction, room, limit, now);
  const { chosen, levels } = choose(candidates, room, limit);
  if (chosen.length === 0) return [];
  const claimedUntil = after(now, LEASE);
  const claims = await claim(transaction, chosen, claimedUntil, now);
  await writePace(transaction, levels, now.getTime());
  const ids = chosen.map(({ requestId }) => requestId);
  const requests = (await selectRequests(transaction).where('requests.id', 'in', ids).execute()).map(fromRow);
  const joined = (await isCrowded(transaction, now)) ? await readJoined(transaction, chosen) : [];
  return chosen.flatMap(({ posts: _, ...row }) => {
    const request = requests.find(({ id }) => id === row.requestId);
    const attempts = claims.get(row.id);
    if (request === undefined || attempts === undefined) return [];
    const milestone = row.milestone === null ? undefined : readJson<Milestone>(row.milestone);
    const also = row.kind === 'reply' ? joined.filter(({ requestId }) => requestId === row.requestId) : [];
    return [{ item: { ...row, id: String(row.id), milestone, also, attempts, claimedUntil }, request }];
  });
}

/** The most urgent items whose own bucket has tokens. The team's bucket is checked afterwards. */
async function readCandidates(
  transaction: Transaction<Tables>,
  { pace, moving, now: at }: Room,
  limit: number,
  now: Date,
): Promise<readonly Candidate[]> {
  const gives = (key: string, urgency: Urgency): number => {
    const bucket = bucketOf(key);
    return givesNow(bucket, pace.get(key), keptIn(bucket, urgency, moving), at);
  };
  const room = (key: string, urgency: Urgency): number =>
    key === UPDATE ? gives(key, urgency) : Math.min(gives(key, urgency), gives(POST, urgency));
  const byUrgency = (key: string) => ([0, 1, 2] as const).map((urgency) => room(key, urgency));
  const channels = Object.fromEntries(
    [...pace.keys()]
      .filter((key) => key.startsWith(postIn('')))
      .map((key) => [key.slice(postIn('').length), byUrgency(key)]),
  );
  const rooms = {
    update: byUrgency(UPDATE),
    unknown: byUrgency(postIn('unknown')),
    channels,
  };
  const { rows } = await sql<Candidate>`
    with ${claimed(now)}, room as materialized (select ${JSON.stringify(rooms)}::jsonb as of), candidate as (
      select item.id, item.request_id, item.kind, item.milestone, item.wanted, item.attempts, item.refusals,
        item.urgency, item.channel, item.uncertain or item.claimed_until is not null as uncertain, ${posts} as posts,
        row_number() over ranked as place, item.due_at
      from outbox item join requests request on request.id = item.request_id
      where item.due_at <= ${now} and ${ripeAt(moving)} <= ${now} and ${sendable}
        and item.request_id not in (select request_id from claimed)
        and ${roomFor(sql`${posts}`, sql`item.channel`, sql`item.urgency`)} > 0
      window ranked as (partition by case when ${posts} then item.channel else '' end
        order by item.urgency, item.due_at, item.kind, item.id)
    )
    select id, request_id, kind, milestone, wanted, attempts, refusals, urgency, channel, uncertain, posts
    from candidate
    where place <= ${roomFor(sql`posts`, sql`channel`, sql`urgency`)}
    order by urgency, due_at, kind, id
    limit ${sql.lit(2 * limit)}
  `.execute(transaction);
  return rows;
}

/** How many items of this urgency the bucket has tokens for. A channel without recent posts has a full bucket. */
const roomFor = (isPost: RawBuilder<unknown>, channel: RawBuilder<unknown>, urgency: RawBuilder<unknown>) => sql`(case
  when not ${isPost} then (select room.of -> 'update' from room)
  else coalesce((select room.of -> 'channels' from room) -> ${channel}, (select room.of -> 'unknown' from room))
end ->> ${urgency})::integer`;

/** More posts are waiting than Slack soon accepts one by one, so each thread gets its replies in one post. */
async function isCrowded(transaction: Transaction<Tables>, now: Date): Promise<boolean> {
  const { rows } = await sql`
    select from outbox item join requests request on request.id = item.request_id
    where item.due_at <= ${now} and ${posts} limit ${sql.lit(POSTS_WAITING + 1)}
  `.execute(transaction);
  return rows.length > POSTS_WAITING;
}

function choose(candidates: readonly Candidate[], { pace, moving, now }: Room, limit: number) {
  const levels = new Map<string, Level>();
  const levelOf = (key: string): Level | undefined => levels.get(key) ?? pace.get(key);
  const chosen = new Map<string, Candidate>();
  const redraws = new Map(candidates.filter(({ kind }) => kind === 'message').map((one) => [one.requestId, one]));
  const isRoomFor = (candidate: Candidate): boolean =>
    keysOf(candidate).every((key) => {
      const bucket = bucketOf(key);
      return givesNow(bucket, levelOf(key), keptIn(bucket, candidate.urgency, moving), now) >= 1;
    });
  for (const candidate of candidates) {
    if (chosen.size >= limit || chosen.has(candidate.requestId)) continue;
    // A thread's reply waits until the request message shows the same, as long as there are tokens for both.
    const first = [redraws.get(candidate.requestId) ?? candidate, candidate].find(isRoomFor);
    if (first === undefined) continue;
    for (const key of keysOf(first)) levels.set(key, withoutOne(bucketOf(key), levelOf(key), now));
    chosen.set(first.requestId, first);
  }
  return { chosen: [...chosen.values()], levels };
}

/**
 * An item whose lease expired belonged to a worker that died. That counts as an attempt, and the post may be in Slack.
 */
async function claim(
  transaction: Transaction<Tables>,
  chosen: readonly Candidate[],
  until: Date,
  now: Date,
): Promise<ReadonlyMap<number, number>> {
  const { rows } = await sql<{ readonly id: number; readonly attempts: number }>`
    update outbox set
      uncertain = uncertain or claimed_until is not null,
      redraw_again_at = case when claimed_until is not null and kind = 'message'
        then ${redrawAgainAfter(now)} else redraw_again_at end,
      attempts = attempts + case when claimed_until is null then 0 else 1 end,
      claimed_until = ${until}
    where id in (${sql.join(chosen.map(({ id }) => id))})
    returning id, attempts
  `.execute(transaction);
  return new Map(rows.map(({ id, attempts }) => [id, attempts]));
}
