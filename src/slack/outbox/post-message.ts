import { z } from 'zod';
import { type ActionRequest, askedIn } from '../../domain/request.ts';
import type { OutboxItem, SentMessage } from '../../flows/ports/outbox.ts';
import { openedDirectMessage, postedMessage } from '../connection/payloads.ts';
import { slackErrorOf, type WebApi } from '../connection/web-api.ts';
import type { Message } from '../views/message.ts';
import { asPlainSections, asPlainText } from '../views/plain-text.ts';
import { splitMessage } from '../views/split-message.ts';
import { findPosted, type Mark, markWith, type SearchedPlace } from './find-posted.ts';

/** Every reply is posted in the thread, except the one that says elsewhere where the thread is. */
export const isElsewhere = (item: OutboxItem): boolean => item.milestone?.kind === 'posted_elsewhere';

export const markOf = (request: ActionRequest, item: OutboxItem): Partial<Mark> => ({
  request: request.id,
  item: item.kind === 'reply' ? item.id : nameOf(request, item),
});

/** A message that was posted again differs from the first one, and every direct message is separate. */
const nameOf = ({ directly, reposted }: ActionRequest, { id, wanted }: OutboxItem): string => {
  if (directly !== undefined) return `direct ${id} ${wanted}`;
  return reposted === true ? 'message_anew' : 'message';
};

/** Where an item of this request is posted. A direct message has to be opened first to get its id. */
export async function placeOf(api: WebApi, request: ActionRequest, item: OutboxItem): Promise<SearchedPlace> {
  const since = request.startedAt ?? request.askedAt;
  if (request.directly !== undefined) {
    return { channel: await openDirectMessage(api, item.channel), since };
  }
  if (item.kind === 'message') return { channel: request.channel, since };
  if (isElsewhere(item)) return { channel: askedIn(request), since };
  return { channel: request.channel, thread: request.messageTs, since };
}

/** An installation with fewer scopes can post to the person's id but cannot search for what it posted. */
async function openDirectMessage(api: WebApi, users: string): Promise<string> {
  try {
    return (await api.call('conversations.open', { users }, openedDirectMessage)).channel.id;
  } catch (error) {
    if (slackErrorOf(error) !== 'missing_scope') throw error;
    return users;
  }
}

/** Posts the request message or a reply in its thread. A reply that is too long is split into several messages. */
export async function postMessage(
  api: WebApi,
  request: ActionRequest,
  item: OutboxItem,
  place: SearchedPlace,
  message: Message,
): Promise<SentMessage> {
  const parts = splitMessage(message);
  const [last] = parts.slice(-1);
  for (const [index, part] of parts.slice(0, -1).entries()) await postPart(api, request, item, place, part, index);
  const through = item.also.at(-1);
  const mark = { ...markOf(request, item), ...(through === undefined ? {} : { through: through.id }) };
  const ts = await post(api, item, place, last ?? message, mark);
  return withPermalink(api, place, item, ts);
}

/** A part before the last one. An earlier attempt may have posted it. */
async function postPart(
  api: WebApi,
  request: ActionRequest,
  item: OutboxItem,
  place: SearchedPlace,
  part: Message,
  index: number,
): Promise<void> {
  const mark = { request: request.id, item: `${item.id} part ${index + 1}` };
  if ((await findPosted(api, place, mark)) === undefined) await post(api, item, place, part, mark);
}

async function post(
  api: WebApi,
  item: OutboxItem,
  place: SearchedPlace,
  message: Message,
  mark: Partial<Mark>,
): Promise<string> {
  const { ts } = await showOrSay(message, (shown) =>
    api.call(
      'chat.postMessage',
      {
        channel: place.channel,
        ...(place.thread === undefined ? {} : { thread_ts: place.thread }),
        ...shown,
        // People who do not follow the thread have to see this too.
        ...(item.milestone?.kind === 'glass_broken' && place.thread !== undefined ? { reply_broadcast: true } : {}),
        metadata: markWith(mark),
        unfurl_links: false,
        unfurl_media: false,
      },
      postedMessage,
    ),
  );
  return ts;
}

/** An earlier post got no answer, so this searches for it. Throws if that is not possible. */
export async function findItem(
  api: WebApi,
  request: ActionRequest,
  item: OutboxItem,
  place: SearchedPlace,
): Promise<SentMessage | undefined> {
  const found = await findPosted(api, place, markOf(request, item));
  if (found === undefined) return undefined;
  const sent = await withPermalink(api, place, item, found.ts);
  const { through } = found.mark;
  return { ...sent, found: true, ...(typeof through === 'string' ? { through } : {}) };
}

async function withPermalink(
  api: WebApi,
  { channel }: SearchedPlace,
  item: OutboxItem,
  ts: string,
): Promise<SentMessage> {
  if (item.kind === 'reply') return { ts };
  const permalink = await readPermalink(api, channel, ts);
  return permalink === undefined ? { ts } : { ts, permalink };
}

/** The link is a convenience; everything works without it. */
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

/** Redraws the request message. */
export async function updateMessage(api: WebApi, request: ActionRequest, message: Message): Promise<void> {
  const { channel, messageTs: ts } = request;
  await showOrSay(message, (shown) => api.call('chat.update', { channel, ts, ...shown }, z.unknown()));
}

export async function deleteMessage(api: WebApi, channel: string, ts: string): Promise<void> {
  await api.call('chat.delete', { channel, ts }, z.unknown());
}

/** Slack's errors for blocks or lengths that it rejects. */
const NOT_SHOWN: readonly (string | undefined)[] = [
  'invalid_blocks',
  'invalid_blocks_format',
  'msg_too_long',
  'msg_blocks_too_long',
  'block_mismatch',
];

/** A message that Slack rejects is sent again as plain sections with its buttons, and if that fails as text only. */
export async function showOrSay<Answer>(
  message: Message,
  send: (shown: Message | Pick<Message, 'text'>) => Promise<Answer>,
): Promise<Answer> {
  try {
    return await send(message);
  } catch (error) {
    if (!isNotShown(error)) throw error;
  }
  try {
    return await send(asPlainSections(message));
  } catch (error) {
    if (!isNotShown(error)) throw error;
  }
  return send(asPlainText(message));
}

const isNotShown = (error: unknown): boolean => NOT_SHOWN.includes(slackErrorOf(error));
