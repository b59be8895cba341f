import { type Kysely, sql } from 'kysely';
import { MOVING_AT_ONCE, REFUSALS_UNTIL_STUCK, STALE_AFTER } from '../flows/ports/outbox.ts';
import { LOOK, POST, postIn, UPDATE } from '../flows/ports/slack-pace.ts';
import type { Tables } from './tables.ts';

/** A new message or reply, not a redraw; what is told directly is always posted. */
export const posts = sql<boolean>`(item.milestone ->> 'kind' is distinct from 'left_channel' and (item.kind = 'reply' or request.message_ts is null or request.rest -> 'directly' is not null))`;

/**
 * Whether Slack can be told at all: a reply only in a thread that stands or directly, and after every earlier reply there
 * that is not stuck. The heads of all threads are hashed once, since a look for each reply would be most of the cost of ten thousand.
 */
export const sendable = sql<boolean>`(
  item.kind = 'message' or (
    (request.message_ts is not null or request.rest -> 'directly' is not null)
    and (
      item.refusals >= ${sql.lit(REFUSALS_UNTIL_STUCK)}
      or item.id in (
        select min(reply.id) from outbox reply
        where reply.kind = 'reply' and reply.refusals < ${sql.lit(REFUSALS_UNTIL_STUCK)}
        group by reply.request_id, reply.channel
      )
    )
  )
)`;

/** More requests than this need not be counted: then everything that can wait does. */
const MOST_COUNTED = 50;

/** How many requests move by themselves, and so may end any moment; no more than matters. */
export async function countMoving(kysely: Kysely<Tables>): Promise<number> {
  const { rows } = await sql<{ readonly moving: number }>`
    select count(*)::integer as moving from (
      select from requests where state in ('approved', 'creating', 'running') limit ${sql.lit(MOST_COUNTED)}
    ) moving
  `.execute(kysely);
  return rows[0]?.moving ?? 0;
}

/**
 * When it may go by itself, whatever Slack's limits say. While many requests move, their redraws wait until they are
 * stale, or until the next important one takes their place.
 */
export const ripeAt = (moving: number) =>
  moving <= MOVING_AT_ONCE
    ? sql<Date>`item.due_at`
    : sql<Date>`(case
  when item.kind = 'message' and item.urgency = 2 and request.message_ts is not null
  then item.due_at + ${sql.lit(`${STALE_AFTER} milliseconds`)}::interval
  else item.due_at
end)`;

export const claimed = (now: Date) =>
  sql`claimed as materialized (select request_id, claimed_until from outbox where claimed_until > ${now})`;

interface Bucketed {
  readonly posts: boolean;
  readonly uncertain: boolean;
  readonly channel: string;
}

/** The keys of Slack's limits that one thing takes from. */
export const keysOf = ({ posts, uncertain, channel }: Bucketed): readonly string[] =>
  posts ? [postIn(channel), POST, ...(uncertain ? [LOOK] : [])] : [UPDATE];
