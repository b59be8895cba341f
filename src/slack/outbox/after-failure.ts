import { isSettled } from '../../domain/lifecycle.ts';
import type { ActionRequest } from '../../domain/request.ts';
import type { OutboxItem, Setback, Taken } from '../../flows/ports/outbox.ts';
import { LOOK, postIn, UPDATE } from '../../flows/ports/slack-pace.ts';
import { isEndedUnseen } from '../../flows/waiting/void-unwritable.ts';
import { isTokenInvalid, rateLimitOf, slackErrorOf } from '../connection/web-api.ts';
import { isElsewhere } from './post-message.ts';
import type { SendDeps } from './send-deps.ts';

/** What was being done when it failed: a look comes before a post that may have been done already. */
export type Calling = 'draw' | 'redraw' | 'look' | 'post';

const UNANSWERED: Readonly<Record<Calling, Setback>> = {
  draw: 'failed',
  look: 'failed',
  redraw: 'unanswered',
  post: 'uncertain',
};

/** Waits between tries (milliseconds); the last one holds from then on. */
const BACKOFF = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000] as const;
/** Slack takes nothing of ours in this channel, and that is for people to change. */
const UNWRITABLE: readonly string[] = [
  'not_in_channel',
  'channel_not_found',
  'is_archived',
  'is_inactive',
  'restricted_action',
  'restricted_action_read_only_channel',
  'restricted_action_thread_only_channel',
  'restricted_action_non_threadable_channel',
  'user_not_in_channel',
];
/** The request message is there no more, or no longer ours to change. */
const MESSAGE_GONE: readonly string[] = [
  'message_not_found',
  'thread_not_found',
  'cannot_reply_to_message',
  'cant_update_message',
  'edit_window_closed',
];
/** Slack is in trouble: that says nothing about this message. */
const IN_TROUBLE: readonly string[] = [
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
];
/** It waits for whoever runs the bot, and then goes on by itself. */
const FOR_THE_OPERATOR: readonly string[] = [
  'accesslimited',
  'missing_scope',
  'not_allowed_token_type',
  'ekm_access_denied',
  'enterprise_is_restricted',
  'two_factor_setup_required',
];
/** So often Slack may refuse one thing before it is given up, on the record. */
const MOST_REFUSALS = 8;

/** Decides what becomes of something that Slack did not take. */
export async function afterFailure(deps: SendDeps, taken: Taken, calling: Calling, error: unknown): Promise<void> {
  const { item, request } = taken;
  const limited = rateLimitOf(error);
  if (limited !== undefined) return obeyLimit(deps, item, calling, limited);
  // What cannot be drawn will not be drawn by another try either.
  const said = calling === 'draw' ? 'cannot_be_drawn' : slackErrorOf(error);
  const details = { request: request.id, item: item.kind, attempts: item.attempts, calling };
  deps.log.warn({ err: error, ...details }, 'Slack did not take it');
  if (said === undefined) return later(deps, item, UNANSWERED[calling]);
  if (isTokenInvalid(error) || IN_TROUBLE.includes(said)) return later(deps, item, 'failed');
  if (request.directly !== undefined) return deps.outbox.giveUp(item, said);
  if (FOR_THE_OPERATOR.includes(said)) return later(deps, item, 'failed');
  if (UNWRITABLE.includes(said)) return afterUnwritable(deps, taken, said);
  const stood = request.messageTs !== undefined && !isElsewhere(item);
  if (MESSAGE_GONE.includes(said) && stood) {
    if (request.reposted === true) return deps.outbox.tellDirectly(item, { because: 'deleted_twice' });
    return deps.outbox.postAnew(item, { ts: request.messageTs ?? '', because: said });
  }
  if (item.refusals + 1 < MOST_REFUSALS) return later(deps, item, 'refused');
  if (request.messageTs === undefined) return deps.outbox.tellDirectly(item, { because: said });
  return deps.outbox.giveUp(item, said);
}

/** One channel's limit holds that channel alone; that of `chat.update` and of looking is the team's. Nothing was done. */
async function obeyLimit({ outbox, clock }: SendDeps, item: OutboxItem, calling: Calling, wait: number): Promise<void> {
  const until = new Date(clock.now() + wait);
  await outbox.hold(calling === 'redraw' ? UPDATE : calling === 'look' ? LOOK : postIn(item.channel), until);
  await outbox.retry(item, until, 'limited');
}

async function later({ outbox, clock }: SendDeps, item: OutboxItem, why: Setback): Promise<void> {
  const wait = BACKOFF[Math.min(item.attempts, BACKOFF.length - 1)] ?? 30_000;
  await outbox.retry(item, new Date(clock.now() + wait), why);
}

async function afterUnwritable(deps: SendDeps, { item, request }: Taken, said: string): Promise<void> {
  // A link that cannot be posted where it was asked holds up nothing of the request.
  if (isElsewhere(item)) return void (await deps.outbox.sent(item));
  if (!isNeverSeen(request)) return deps.outbox.tellDirectly(item, { because: said });
  // Voided first: if this process dies in between, the item is taken again and finds the request void.
  await deps.onUnwritable(request, said);
  await deps.outbox.giveUp(item, said);
}

/** It has no run and nobody has seen it: it is refused, privately, which is all that there is to say. */
const isNeverSeen = (request: ActionRequest): boolean =>
  request.messageTs === undefined &&
  request.reposted !== true &&
  (isSettled(request.state) ? isEndedUnseen(request) : ['awaiting_approval', 'approved'].includes(request.state));
