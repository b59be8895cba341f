import { MESSAGE_TEXT } from '../block-kit/limits.ts';
import { escaped } from '../block-kit/validate.ts';
import { type GivenContent, readContent } from '../content.ts';
import type { JsonObject } from '../json.ts';
import { type Message, withBlockIds } from '../messages.ts';
import { checkMetadata } from '../metadata.ts';
import { ApiRefusal } from '../refusal.ts';
import type { World } from '../world.ts';
import { required } from './arguments.ts';
import { messageForm } from './message-form.ts';
import { type Method, visibleChannel } from './method.ts';

export const updateMessage: Method = {
  token: 'bot',
  scope: 'chat:write',
  known: ['channel', 'ts', 'text', 'blocks', 'attachments', 'metadata', 'parse', 'link_names', 'reply_broadcast'],
  run({ world, args, warn }) {
    const before = ownMessage(world, args, 'cant_update_message');
    if (world.channels.get(before.channel).isArchived) throw new ApiRefusal('is_inactive');
    const given = readContent(args, warn);
    if (given.text !== undefined && Buffer.byteLength(escaped(given.text)) > MESSAGE_TEXT.updateAtMost) {
      throw new ApiRefusal('msg_too_long');
    }
    const metadata = checkMetadata(args.metadata);
    const content = updated(world, before, given, metadata !== undefined);
    const message = world.messages.update(before.channel, before.ts, {
      ...content,
      isEdited: before.isEdited || (given.blocks === undefined && given.text !== undefined),
      ...(metadata === undefined ? {} : { metadata: Object.keys(metadata).length === 0 ? undefined : metadata }),
    });
    return { channel: message.channel, ts: message.ts, text: message.text, message: messageForm(world, message, true) };
  },
};

/** Text without blocks removes the old blocks, and with them the message's buttons. */
function updated(world: World, before: Message, given: GivenContent, hasMetadata: boolean) {
  const hasText = given.text !== undefined && given.text !== '';
  if (given.blocks !== undefined && (given.blocks.length > 0 || hasText)) {
    return { text: given.text ?? '', blocks: withBlockIds(given.blocks, world.identifiers) };
  }
  if (hasText) return { text: given.text ?? '', blocks: [] };
  if (hasMetadata) return { text: before.text, blocks: before.blocks };
  throw new ApiRefusal('no_text');
}

export const deleteMessage: Method = {
  token: 'bot',
  scope: 'chat:write',
  known: ['channel', 'ts'],
  run({ world, args }) {
    const message = ownMessage(world, args, 'cant_delete_message');
    world.messages.remove(message.channel, message.ts);
    return { channel: message.channel, ts: message.ts };
  },
};

export const getPermalink: Method = {
  token: 'bot',
  known: ['channel', 'message_ts'],
  run({ world, args }) {
    const channel = visibleChannel(world, required(args, 'channel'));
    const message = world.messages.find(channel.id, required(args, 'message_ts'));
    if (message === undefined) throw new ApiRefusal('message_not_found');
    return { channel: channel.id, permalink: permalinkOf(world, message) };
  },
};

function permalinkOf(world: World, message: Pick<Message, 'channel' | 'ts' | 'threadTs'>): string {
  const { domain } = world.installation.team;
  const link = `https://${domain}.slack.com/archives/${message.channel}/p${message.ts.replace('.', '')}`;
  return message.threadTs === undefined ? link : `${link}?thread_ts=${message.threadTs}&cid=${message.channel}`;
}

function ownMessage(world: World, args: JsonObject, refusal: string): Message {
  const channel = visibleChannel(world, required(args, 'channel'));
  const message = world.messages.find(channel.id, required(args, 'ts'));
  if (message === undefined) throw new ApiRefusal('message_not_found');
  if (message.author !== world.installation.botUserId) throw new ApiRefusal(refusal);
  return message;
}
