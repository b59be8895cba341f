import { BACK_OFF, backOff } from '../../domain/back-off.ts';
import { isSettled } from '../../domain/lifecycle.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { type OutboxItem, REFUSALS_UNTIL_STUCK, type Setback, type Taken } from '../../flows/ports/outbox.ts';
import { LOOK, postIn, UPDATE } from '../../flows/ports/slack-pace.ts';
import { isEndedUnseen } from '../../flows/waiting/void-unwritable.ts';
import { isTokenInvalid, rateLimitOf, slackErrorOf } from '../connection/web-api.ts';
import type { Calling } from './note-refusals.ts';
import { isElsewhere } from './post-message.ts';
import type { SendDeps } from './send-deps.ts';
import { meaningOf } from './slack-words.ts';

const UNANSWERED: Readonly<Record<Calling, Setback>> = {
  draw: 'failed',
  look: 'failed',
  redraw: 'unanswered',
  post: 'uncertain',
};

/** Retry delays (milliseconds) after failures and after refusals. The last one repeats. */
const AFTER_REFUSALS = [...BACK_OFF, 60_000, 120_000, 300_000] as const;

/**
 * Decides what to do with an item that Slack did not take. It is retried without end, unless Slack says that it can
 * never be posted there; then the requester gets a direct message.
 */
export async function afterFailure(deps: SendDeps, taken: Taken, calling: Calling, error: unknown): Promise<void> {
  const { item, request } = taken;
  const limited = rateLimitOf(error);
  if (limited !== undefined) return obeyLimit(deps, item, calling, limited);
  const said = calling === 'draw' ? 'cannot_be_drawn' : slackErrorOf(error);
  const meaning = said === undefined || isTokenInvalid(error) ? 'passing' : meaningOf(said);
  const facts = { err: error, request: request.id, item: item.kind, attempts: item.attempts, calling };
  if (said !== undefined && meaning === 'unknown') deps.refusals.unknown(said, facts);
  else deps.log.warn(facts, 'Slack refused an outbox item');
  if (said === undefined) return later(deps, item, UNANSWERED[calling]);
  if (meaning === 'passing') return later(deps, item, 'failed');
  if (meaning === 'unknown') return afterUnknown(deps, taken, said);
  if (request.directly !== undefined) return deps.outbox.giveUp(item, said);
  if (meaning === 'unwritable') return afterUnwritable(deps, taken, said);
  if (meaning === 'unreachable') return afterUnknown(deps, taken, said);
  return afterGone(deps, taken, said);
}

/**
 * If the first message cannot be posted, nobody sees the request. After some attempts its requester gets a direct
 * message.
 */
async function afterUnknown(deps: SendDeps, { item, request }: Taken, said: string): Promise<void> {
  const isStuck = item.refusals + 1 >= REFUSALS_UNTIL_STUCK;
  // If the link to a request cannot be posted where it was asked, the request goes on.
  if (isStuck && isElsewhere(item)) return void (await deps.outbox.sent(item));
  if (isStuck && request.messageTs === undefined && request.directly === undefined)
    return deps.outbox.tellDirectly(item, { because: said });
  return later(deps, item, 'refused');
}

async function afterGone(deps: SendDeps, taken: Taken, said: string): Promise<void> {
  const { item, request } = taken;
  if (request.messageTs === undefined || isElsewhere(item)) return afterUnknown(deps, taken, said);
  if (request.reposted === true) return deps.outbox.tellDirectly(item, { because: 'deleted_twice' });
  return deps.outbox.postAnew(item, { ts: request.messageTs, because: said });
}

/**
 * A channel's rate limit delays only that channel; the limits of `chat.update` and of history are the team's. Nothing
 * was posted.
 */
async function obeyLimit({ outbox, clock }: SendDeps, item: OutboxItem, calling: Calling, wait: number): Promise<void> {
  const until = new Date(clock.now() + wait);
  await outbox.hold(calling === 'redraw' ? UPDATE : calling === 'look' ? LOOK : postIn(item.channel), until);
  await outbox.retry(item, until, 'limited');
}

async function later({ outbox, clock }: SendDeps, item: OutboxItem, why: Setback): Promise<void> {
  const wait = why === 'refused' ? backOff(item.refusals, AFTER_REFUSALS) : backOff(item.attempts);
  await outbox.retry(item, new Date(clock.now() + wait), why);
}

async function afterUnwritable(deps: SendDeps, { item, request }: Taken, said: string): Promise<void> {
  // If the link to a request cannot be posted where it was asked, the request goes on.
  if (isElsewhere(item)) return void (await deps.outbox.sent(item));
  if (!isNeverSeen(request)) return deps.outbox.tellDirectly(item, { because: said });
  // Voided first: if this process dies in between, the item is taken again and finds the request voided.
  await deps.onUnwritable(request, said);
  await deps.outbox.giveUp(item, said);
}

/** The request has no run and nobody has seen it, so it is refused privately. */
const isNeverSeen = (request: ActionRequest): boolean =>
  request.messageTs === undefined &&
  request.reposted !== true &&
  (isSettled(request.state) ? isEndedUnseen(request) : ['awaiting_approval', 'approved'].includes(request.state));
