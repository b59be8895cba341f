import { sql, type Transaction } from 'kysely';
import type { Milestone } from '../domain/milestone.ts';
import { type ActionRequest, askedIn } from '../domain/request.ts';
import { type Urgency, urgencyOfMilestone, urgencyOfRedraw } from '../domain/urgency.ts';
import { anew } from './shown-message.ts';
import { toJson } from './stored-json.ts';
import type { Tables } from './tables.ts';

/** The longest that a new message waits because an earlier one failed (milliseconds). */
const NEWS_WAITS = 30_000;

/** What a move of a request puts into the outbox. */
export interface PutInOutbox {
  readonly redraw: boolean;
  /** Somebody clicked and is looking at the message. */
  readonly answersPress?: boolean;
  readonly milestones: readonly Milestone[];
}

/** Puts the items in, in the transaction of the move. */
export async function putInOutbox(
  transaction: Transaction<Tables>,
  request: ActionRequest,
  { redraw, answersPress = false, milestones }: PutInOutbox,
  now: Date,
): Promise<void> {
  const item = { requestId: request.id, ...anew(now), refusals: 0 };
  if (redraw) await putRedraw(transaction, item, request, urgencyOfRedraw(request, answersPress));
  if (milestones.length === 0) return;
  const replies = milestones.map((milestone) => ({
    ...item,
    kind: 'reply' as const,
    milestone: toJson(milestone),
    wanted: 0,
    urgency: urgencyOfMilestone(milestone),
    channel: channelOf(request, milestone),
  }));
  await transaction.insertInto('outbox').values(replies).execute();
  await hurryEarlier(transaction, request.id);
}

/** One row stands for all redraws of a request, with the highest urgency of those that are not being sent. */
async function putRedraw(
  transaction: Transaction<Tables>,
  item: ReturnType<typeof anew> & { readonly requestId: string; readonly refusals: number },
  request: ActionRequest,
  urgency: Urgency,
): Promise<void> {
  await transaction
    .insertInto('outbox')
    .values({ ...item, kind: 'message', milestone: null, wanted: 1, urgency, channel: channelOf(request) })
    .onConflict((conflict) =>
      conflict
        .column('requestId')
        .where('kind', '=', 'message')
        .doUpdateSet((row) => ({
          wanted: row('outbox.wanted', '+', 1),
          // A redraw that failed waits for its retry, but not for minutes, since it shows something new. Otherwise
          // its due time is when its urgency last rose, so that endings are drawn in order. A redraw that only
          // repeats an earlier one is due at once.
          dueAt: sql<Date>`case when outbox.attempts > 0
              then least(outbox.due_at, excluded.due_at + ${sql.lit(`${NEWS_WAITS} milliseconds`)}::interval)
            when excluded.urgency < outbox.urgency then excluded.due_at
            else least(outbox.due_at, excluded.due_at) end`,
          urgency: sql<Urgency>`case when outbox.claimed_until is null
            then least(outbox.urgency, excluded.urgency) else excluded.urgency end`,
        })),
    )
    .execute();
}

/** A reply waits for earlier replies of its thread, so they become as urgent as it is. */
async function hurryEarlier(transaction: Transaction<Tables>, requestId: string): Promise<void> {
  await sql`
    update outbox earlier set urgency = later.urgency
    from (select id, min(urgency) over (order by id desc) as urgency from outbox
      where request_id = ${requestId} and kind = 'reply') later
    where earlier.id = later.id and earlier.urgency > later.urgency
  `.execute(transaction);
}

const channelOf = (request: ActionRequest, milestone?: Milestone): string => {
  if (milestone?.kind === 'left_channel') return request.channel;
  if (milestone?.kind === 'asked_directly') return milestone.person;
  if (request.directly !== undefined) return request.requester;
  return milestone?.kind === 'posted_elsewhere' ? askedIn(request) : request.channel;
};
