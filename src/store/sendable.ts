import { type Kysely, sql } from 'kysely';
import { MOVING_AT_ONCE, REFUSALS_UNTIL_STUCK, STALE_AFTER } from '../flows/ports/outbox.ts';
import { LOOK, POST, postIn, UPDATE } from '../flows/ports/slack-pace.ts';
import type { Tables } from './tables.ts';

/** A new message or reply, not a redraw. Direct messages are always new. */
export const posts = sql<boolean>`(item.milestone ->> 'kind' is distinct from 'left_channel' and (item.kind = 'reply' or request.message_ts is null or request.rest -> 'directly' is not null))`;

/**
 * Whether an item can be sent at all. A reply needs a posted thread or a direct message, and every earlier reply there
 * must be sent or stuck. The threads' first messages are joined once as a hash, since a lookup per reply would dominate
 * the cost at ten thousand items.
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

/** Counting stops here. With more requests than this, everything that can wait waits. */
const MOST_COUNTED = 50;

/** The number of requests that are moving and may end at any moment, counted up to that limit. */
export async function countMoving(kysely: Kysely<Tables>): Promise<number> {
  const { rows } = await sql<{ readonly moving: number }>`
    select count(*)::integer as moving from (
      select from requests where state in ('approved', 'creating', 'running') limit ${sql.lit(MOST_COUNTED)}
    ) moving
  `.execute(kysely);
  return rows[0]?.moving ?? 0;
}

/**
 * When an item may be sent, apart from Slack's rate limits. While many requests move, their redraws wait until they are
 * stale or until a more important one replaces them.
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

/** The rate limit buckets that an item takes a token from. */
export const keysOf = ({ posts, uncertain, channel }: Bucketed): readonly string[] =>
  posts ? [postIn(channel), POST, ...(uncertain ? [LOOK] : [])] : [UPDATE];
