import { isSettled } from '../../domain/lifecycle.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { asksPerson, urgencyOfMilestone } from '../../domain/urgency.ts';
import {
  type Doubt,
  type OutboxItem,
  REFUSALS_UNTIL_STUCK,
  type SentMessage,
  type Taken,
} from '../../flows/ports/outbox.ts';
import { renderDirectly, renderLeft, renderWaiting } from '../views/direct-message.ts';
import { BLOCKS_IN_ALL } from '../views/limits.ts';
import type { Message } from '../views/message.ts';
import { renderMilestone } from '../views/milestone-reply.ts';
import { renderRequest } from '../views/request-message.ts';
import { together } from '../views/together.ts';
import { afterFailure } from './after-failure.ts';
import { askThoseWhoCanAct, hasLeft, isReadByOutsiders, leaveChannel } from './leave-channel.ts';
import type { Calling } from './note-refusals.ts';
import { deleteMessage, findItem, markOf, placeOf, postMessage, updateMessage } from './post-message.ts';
import type { SendDeps } from './send-deps.ts';

/** A call is started only if its timeout ends before our lease on the item does (milliseconds). */
export const TIME_FOR_A_CALL = 12_000;

/** Sends one item to Slack and records the outcome. */
export async function sendItem(deps: SendDeps, given: Taken): Promise<void> {
  const { request } = given;
  let item = given.item;
  const { api, outbox, clock } = deps;
  const leaves = item.milestone?.kind === 'left_channel';
  const redraws =
    leaves || (item.kind === 'message' && request.messageTs !== undefined && request.directly === undefined);
  let calling: Calling = 'draw';
  try {
    item = withWhatFits(deps, item, request);
    const message = draw(deps, item, request);
    if (message === undefined) return void (await outbox.sent(item));
    // A channel that cannot be read proves nothing about this message, so it is retried and never given up.
    calling = 'look';
    if (!leaves && (await isReadByOutsiders(deps, { item, request })))
      return await leaveChannel(deps, { item, request });
    const isTooLate = (): boolean => clock.now() > item.claimedUntil.getTime() - TIME_FOR_A_CALL;
    calling = redraws ? 'redraw' : 'look';
    if (redraws) {
      if (isTooLate()) return await outbox.retry(item, new Date(clock.now()), 'failed');
      await updateMessage(api, request, message);
      return void (await outbox.sent(item));
    }
    const place = await placeOf(api, request, item);
    const found = item.uncertain ? await findItem(api, request, item, place) : undefined;
    if (found === undefined && isTooLate()) return await outbox.retry(item, new Date(clock.now()), 'failed');
    calling = 'post';
    const sent = found ?? (await postMessage(api, request, item, place, message));
    const { channel, thread, since } = place;
    const isDoubtful = item.uncertain && found === undefined;
    const doubt = isDoubtful ? { channel, thread, since, mark: markOf(request, item) } : undefined;
    await keepSent(deps, { item, request }, sent, doubt);
  } catch (error) {
    await afterFailure(deps, { item, request }, calling, error);
  }
}

async function keepSent(
  deps: SendDeps,
  { item, request }: Taken,
  sent: SentMessage,
  doubt: Doubt | undefined,
): Promise<void> {
  const { outbox, api, log } = deps;
  const isMessage = item.kind === 'message' && request.directly === undefined;
  if (item.kind === 'message' && !isMessage) await askThoseWhoCanAct(deps, request);
  const stands = await outbox.sent(item, isMessage || item.kind === 'reply' ? sent : undefined, doubt);
  if (!isMessage) return;
  if (stands) return deps.onFirstMessage({ ...request, messageTs: sent.ts, permalink: sent.permalink });
  // Another replica posted the message too, and that copy would never be redrawn.
  await deleteMessage(api, request.channel, sent.ts).catch((error: unknown) =>
    log.warn({ err: error, request: request.id }, 'a duplicate request message could not be deleted'),
  );
}

/** As many of the replies that may share this post as fit into one message. The others stay in the outbox. */
function withWhatFits({ addressOf }: SendDeps, item: OutboxItem, request: ActionRequest): OutboxItem {
  if (item.milestone === undefined || item.also.length === 0) return item;
  const address = addressOf(request);
  let size = 0;
  const fits = [item.milestone, ...item.also.map(({ milestone }) => milestone)].findIndex((milestone) => {
    size += JSON.stringify(renderMilestone(request, milestone, address).blocks).length;
    return size > BLOCKS_IN_ALL;
  });
  return fits === -1 ? item : { ...item, also: item.also.slice(0, Math.max(0, fits - 1)) };
}

/** `undefined` if nobody needs to see this. */
function draw({ addressOf }: SendDeps, item: OutboxItem, request: ActionRequest): Message | undefined {
  const address = addressOf(request);
  if (item.milestone?.kind === 'left_channel') return renderLeft();
  if (request.directly !== undefined) return drawDirectly(request, item, address);
  if (item.milestone === undefined) return renderRequest(request, { address });
  if (isOutOfDate(item, request)) return undefined;
  const milestones = [item.milestone, ...item.also.map(({ milestone }) => milestone)];
  return together(milestones.map((milestone) => renderMilestone(request, milestone, address)));
}

/** A stuck reply that asked people to act, after the request is over. Later replies of its thread have been posted. */
const isOutOfDate = ({ refusals, milestone }: OutboxItem, request: ActionRequest): boolean =>
  refusals >= REFUSALS_UNTIL_STUCK &&
  isSettled(request.state) &&
  (milestone?.kind === 'waiting_for_person' || milestone?.kind === 'reminder');

/**
 * The requester gets every question and every ending, and people who can act are asked. Everything else is only
 * recorded.
 */
function drawDirectly(request: ActionRequest, item: OutboxItem, address: string): Message | undefined {
  const asks = item.urgency === 0 && asksPerson(request);
  if (item.milestone === undefined || item.milestone.kind === 'asked_directly') {
    return asks ? renderDirectly(request, renderAsked(request, address)) : undefined;
  }
  const important = [item.milestone, ...item.also.map(({ milestone }) => milestone)].filter(
    (milestone) => urgencyOfMilestone(milestone) < 2 && milestone.kind !== 'posted_elsewhere',
  );
  if (important.length === 0) return undefined;
  return renderDirectly(request, together(important.map((milestone) => renderMilestone(request, milestone, address))));
}

/**
 * With buttons, if they work there: only a request that has left its channel has working buttons in direct messages.
 */
const renderAsked = (request: ActionRequest, address: string): Message =>
  hasLeft(request) ? renderRequest(request, { address }) : renderWaiting(request, address);
