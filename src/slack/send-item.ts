import type { Logger } from 'pino';
import { isSettled } from '../domain/lifecycle.ts';
import type { ActionRequest } from '../domain/request.ts';
import { asksPerson, urgencyOfMilestone } from '../domain/urgency.ts';
import type { Clock } from '../flows/clock.ts';
import type { Outbox, OutboxItem, Taken } from '../flows/outbox.ts';
import { afterFailure, type Calling } from './after-failure.ts';
import { findItem, placeOf, postMessage, updateMessage } from './post-message.ts';
import { renderDirectly, renderWaiting } from './views/direct-message.ts';
import type { Message } from './views/message.ts';
import { renderMilestone } from './views/milestone-reply.ts';
import { renderRequest } from './views/request-message.ts';
import { together } from './views/together.ts';
import type { WebApi } from './web-api.ts';

export interface SendDeps {
  readonly outbox: Outbox;
  readonly api: WebApi;
  readonly clock: Clock;
  readonly log: Logger;
  /** Where HCP Terraform shows the runs of a request. */
  readonly addressOf: (request: ActionRequest) => string;
  /** The request message stands for the first time. */
  readonly onFirstMessage: (request: ActionRequest) => Promise<void>;
  /** The channel takes no message of ours, and will take none. */
  readonly onUnwritable: (request: ActionRequest, error: string) => Promise<void>;
}

/** A post is begun only where its answer, or the lack of one, is there while the item is still ours (milliseconds). */
const TIME_FOR_A_POST = 12_000;

/** Tells Slack one thing, and writes down what came of it. */
export async function sendItem(deps: SendDeps, { item, request }: Taken): Promise<void> {
  const { api, outbox, clock } = deps;
  const redraws = item.kind === 'message' && request.messageTs !== undefined && request.directly === undefined;
  let calling: Calling = 'draw';
  try {
    const message = draw(deps, item, request);
    if (message === undefined) return await outbox.sent(item);
    calling = redraws ? 'redraw' : 'look';
    if (redraws) {
      await updateMessage(api, request, message);
      return await outbox.sent(item);
    }
    const place = await placeOf(api, request, item);
    const found = item.uncertain ? await findItem(api, request, item, place) : undefined;
    if (found === undefined && clock.now() > item.claimedUntil.getTime() - TIME_FOR_A_POST) {
      return await outbox.retry(item, new Date(clock.now()), 'failed');
    }
    calling = 'post';
    const sent = found ?? (await postMessage(api, request, item, place, message));
    await outbox.sent(item, request.directly === undefined || item.kind === 'reply' ? sent : undefined);
    if (item.kind === 'message' && request.directly === undefined) {
      await deps.onFirstMessage({ ...request, messageTs: sent.ts, permalink: sent.permalink });
    }
  } catch (error) {
    await afterFailure(deps, { item, request }, calling, error);
  }
}

/** `undefined` where nobody needs to be told this. */
function draw({ addressOf }: SendDeps, item: OutboxItem, request: ActionRequest): Message | undefined {
  const address = addressOf(request);
  if (request.directly !== undefined) return drawDirectly(request, item, address);
  if (item.milestone === undefined) return renderRequest(request, { address });
  const milestones = [item.milestone, ...item.also.map(({ milestone }) => milestone)];
  return together(milestones.map((milestone) => renderMilestone(request, milestone, address)));
}

/** The requester is told of what asks a person and of every ending; the rest is on the record. */
function drawDirectly(request: ActionRequest, item: OutboxItem, address: string): Message | undefined {
  if (item.milestone === undefined) {
    const asks = item.urgency === 0 && asksPerson(request) && !isSettled(request.state);
    return asks ? renderDirectly(request, renderWaiting(request)) : undefined;
  }
  const important = [item.milestone, ...item.also.map(({ milestone }) => milestone)].filter(
    (milestone) => urgencyOfMilestone(milestone) < 2 && milestone.kind !== 'posted_elsewhere',
  );
  if (important.length === 0) return undefined;
  return renderDirectly(request, together(important.map((milestone) => renderMilestone(request, milestone, address))));
}
