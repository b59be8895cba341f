import type { JsonObject } from '../json.ts';
import type { Message } from '../messages.ts';
import type { World } from '../world.ts';

/** A message as Slack's API returns it. */
export function messageForm(world: World, message: Message, withMetadata = false): JsonObject {
  const { installation } = world;
  const isOurs = message.author === installation.botUserId;
  return {
    type: 'message',
    user: message.author,
    ts: message.ts,
    ...(isOurs ? { bot_id: installation.botId, app_id: installation.appId } : {}),
    text: message.text,
    team: installation.team.id,
    ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
    ...threadFields(world, message),
    ...(message.isBroadcast ? { subtype: 'thread_broadcast' } : {}),
    ...(message.isEdited ? { edited: { user: message.author, ts: message.ts } } : {}),
    ...(withMetadata && message.metadata !== undefined ? { metadata: message.metadata } : {}),
  };
}

function threadFields(world: World, message: Message): JsonObject {
  if (message.threadTs !== undefined) {
    const parent = world.messages.find(message.channel, message.threadTs);
    return { thread_ts: message.threadTs, ...(parent === undefined ? {} : { parent_user_id: parent.author }) };
  }
  const replies = world.messages.thread(message.channel, message.ts).slice(1);
  const last = replies.at(-1);
  if (last === undefined) return {};
  const authors = [...new Set(replies.map((reply) => reply.author))];
  return {
    thread_ts: message.ts,
    reply_count: replies.length,
    reply_users_count: authors.length,
    reply_users: authors,
    latest_reply: last.ts,
  };
}
