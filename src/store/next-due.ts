import { type Kysely, sql } from 'kysely';
import type { Urgency } from '../domain/urgency.ts';
import { bucketOf, givesAt, keptIn } from '../flows/ports/slack-pace.ts';
import { claimed, countMoving, keysOf, posts, ripeAt, sendable } from './sendable.ts';
import { readPace } from './slack-pace.ts';
import type { Tables } from './tables.ts';

interface NextDue {
  readonly posts: boolean;
  readonly channel: string;
  readonly urgency: Urgency;
  readonly uncertain: boolean;
  readonly at: Date;
}

/** When the next item can be taken, given claims and Slack's rate limits. */
export async function readNextDue(kysely: Kysely<Tables>, now: Date): Promise<Date | undefined> {
  const [pace, moving] = await Promise.all([readPace(kysely), countMoving(kysely)]);
  const { rows } = await sql<NextDue>`
    with ${claimed(now)}, waiting as (
      select ${posts} as posts, item.channel, item.urgency, item.uncertain,
        greatest(${ripeAt(moving)}, claimed.claimed_until) as at
      from outbox item join requests request on request.id = item.request_id
        left join claimed on claimed.request_id = item.request_id
      where ${sendable}
    )
    select posts, case when posts then channel else '' end as channel, urgency, uncertain, min(at) as at
    from waiting group by 1, 2, 3, 4
  `.execute(kysely);
  const times = rows.map(({ at, urgency, ...place }) =>
    Math.max(
      at.getTime(),
      ...keysOf(place).map((key) => {
        const bucket = bucketOf(key);
        return givesAt(bucket, pace.get(key), keptIn(bucket, urgency, moving), now.getTime());
      }),
    ),
  );
  return times.length === 0 ? undefined : new Date(Math.min(...times));
}
