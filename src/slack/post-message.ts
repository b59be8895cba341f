import { z } from 'zod';
import { type ActionRequest, askedIn } from '../domain/request.ts';
import type { OutboxItem, SentMessage } from '../flows/outbox.ts';
import { history, postedMessage } from './payloads.ts';
import type { Message } from './views/message.ts';
import { slackErrorOf, type WebApi } from './web-api.ts';

/** By this a message that may have been posted already is found again. It holds no secret: every app in the channel can read it. */
const METADATA = 'tf_action_message';
const metadataOf = (request: ActionRequest, item: OutboxItem) => ({
  event_type: METADATA,
  event_payload: { request: request.id, item: item.kind === 'message' ? 'message' : item.id },
});

/** Every reply stands in the thread but the one that says elsewhere where the thread is. */
export const isElsewhere = (item: OutboxItem): boolean => item.milestone?.kind === 'posted_elsewhere';

export const channelOf = (request: ActionRequest, item: OutboxItem): string =>
  isElsewhere(item) ? askedIn(request) : request.channel;

const placeOf = (request: ActionRequest, item: OutboxItem) => ({
  channel: channelOf(request, item),
  ...(item.kind === 'reply' && !isElsewhere(item) ? { thread_ts: request.messageTs } : {}),
});

/** Posts the request message, or a reply in its thread. */
export async function postMessage(
  api: WebApi,
  request: ActionRequest,
  item: OutboxItem,
  message: Message,
): Promise<SentMessage> {
  const { ts } = await api.call(
    'chat.postMessage',
    {
      ...placeOf(request, item),
      ...message,
      // Not only those who follow the thread have to see this.
      ...(item.milestone?.kind === 'glass_broken' ? { reply_broadcast: true } : {}),
      metadata: metadataOf(request, item),
      unfurl_links: false,
      unfurl_media: false,
    },
    postedMessage,
  );
  if (item.kind === 'reply') return { ts };
  return { ts, permalink: await readPermalink(api, request.channel, ts) };
}

/** The link is a comfort: without it everything works. */
async function readPermalink(api: WebApi, channel: string, ts: string): Promise<string | undefined> {
  try {
    const answer = await api.call(
      'chat.getPermalink',
      { channel, message_ts: ts },
      z.object({ permalink: z.string() }),
    );
    return answer.permalink;
  } catch {
    return undefined;
  }
}

/** Draws the request message anew; a message that somebody deleted is told by `undefined`. */
export async function updateMessage(
  api: WebApi,
  request: ActionRequest,
  message: Message,
): Promise<SentMessage | undefined> {
  try {
    await api.call('chat.update', { channel: request.channel, ts: request.messageTs, ...message }, z.unknown());
    return { ts: request.messageTs ?? '' };
  } catch (error) {
    if (slackErrorOf(error) === 'message_not_found') return undefined;
    throw error;
  }
}

/** An earlier post got no answer: looks whether Slack has it. Throws where that cannot be found out. */
export async function findPosted(
  api: WebApi,
  request: ActionRequest,
  item: OutboxItem,
): Promise<SentMessage | undefined> {
  const wanted = metadataOf(request, item).event_payload;
  const { thread_ts: thread, channel } = placeOf(request, item);
  const place = { channel, include_all_metadata: true, limit: 100 };
  const { messages } =
    thread === undefined
      ? await api.call('conversations.history', place, history)
      : await api.call('conversations.replies', { ...place, ts: thread }, history);
  const found = messages.find(({ metadata }) => {
    const payload = metadata?.event_payload;
    return metadata?.event_type === METADATA && payload?.request === wanted.request && payload?.item === wanted.item;
  });
  return found === undefined ? undefined : { ts: found.ts };
}
