import { type Channel, isDirect } from '../channels.ts';
import { requireContent } from '../content.ts';
import type { JsonObject } from '../json.ts';
import { checkMetadata } from '../metadata.ts';
import { ApiRefusal } from '../refusal.ts';
import type { World } from '../world.ts';
import { flag, optional, required } from './arguments.ts';
import { messageForm } from './message-form.ts';
import { isGranted, joinedChannel, type Method, visibleChannel } from './method.ts';

const CONTENT = ['channel', 'text', 'blocks', 'attachments', 'thread_ts', 'parse', 'link_names'];

export const postMessage: Method = {
  token: 'bot',
  scope: 'chat:write',
  known: [...CONTENT, 'metadata', 'reply_broadcast', 'unfurl_links', 'unfurl_media', 'mrkdwn'],
  run({ world, args, warn }) {
    const channel = channelToPostIn(world, required(args, 'channel'));
    const content = requireContent(args, warn);
    const threadTs = threadToPostIn(world, channel, args);
    const message = world.messages.post({
      channel: channel.id,
      author: world.installation.botUserId,
      ...content,
      threadTs,
      isBroadcast: threadTs !== undefined && flag(args, 'reply_broadcast') === true,
      metadata: checkMetadata(args.metadata),
      unfurlLinks: flag(args, 'unfurl_links'),
      unfurlMedia: flag(args, 'unfurl_media'),
    });
    return { channel: channel.id, ts: message.ts, message: messageForm(world, message, true) };
  },
};

export const postEphemeral: Method = {
  token: 'bot',
  scope: 'chat:write',
  known: [...CONTENT, 'user'],
  run({ world, args, warn }) {
    const channel = joinedChannel(world, required(args, 'channel'));
    if (channel.isArchived) throw new ApiRefusal('is_archived');
    const user = required(args, 'user');
    const person = world.people.find(user);
    if (person === undefined || person.kind === 'deactivated' || !channel.members.has(user)) {
      throw new ApiRefusal('user_not_in_channel');
    }
    const threadTs = threadToPostIn(world, channel, args);
    const author = world.installation.botUserId;
    const content = requireContent(args, warn);
    return { message_ts: world.ephemerals.show({ channel: channel.id, for: user, author, ...content, threadTs }).ts };
  },
};

/** Finds the channel to post in. As in Slack, a person's id means the direct message with them. */
function channelToPostIn(world: World, id: string): Channel {
  if (world.people.find(id) !== undefined) return world.channels.openDirect(id);
  const channel = visibleChannel(world, id);
  if (channel.isArchived) throw new ApiRefusal('is_archived');
  if (!channel.botIsMember && !isGranted(world, 'chat:write.public')) throw new ApiRefusal('not_in_channel');
  if (channel.postingRestricted && !isDirect(channel)) throw new ApiRefusal('restricted_action');
  return channel;
}

function threadToPostIn(world: World, channel: Channel, args: JsonObject): string | undefined {
  const ts = optional(args, 'thread_ts');
  if (ts === undefined || ts === '') return undefined;
  const parent = world.messages.find(channel.id, ts);
  if (parent === undefined) throw new ApiRefusal('thread_not_found');
  if (parent.threadTs !== undefined) throw new ApiRefusal('cannot_reply_to_message');
  return ts;
}
