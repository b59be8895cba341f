import type { JsonObject } from '../json.ts';
import type { Message } from '../messages.ts';
import { ApiRefusal } from '../refusal.ts';
import { flag, limitOf, optional, required } from './arguments.ts';
import { cursorFor, cursorStart } from './cursor.ts';
import { messageForm } from './message-form.ts';
import { conversationScope, joinedChannel, type Method, type MethodCall } from './method.ts';

const KNOWN = ['channel', 'cursor', 'include_all_metadata', 'inclusive', 'latest', 'limit', 'oldest'];

/** Newest first. Replies are included only if they were sent to the channel too. */
export const conversationsHistory: Method = {
  token: 'bot',
  scope: conversationScope('history'),
  known: KNOWN,
  run(call) {
    const channel = joinedChannel(call.world, required(call.args, 'channel'));
    const all = call.world.messages
      .inChannel(channel.id)
      .filter((one) => one.threadTs === undefined || one.isBroadcast);
    return page(call, within(all, call.args).toReversed(), 100);
  },
};

/** The parent first, then its replies, oldest first. */
export const conversationsReplies: Method = {
  token: 'bot',
  scope: conversationScope('history'),
  known: [...KNOWN, 'ts'],
  run(call) {
    const { world, args } = call;
    const channel = joinedChannel(world, required(args, 'channel'));
    const asked = world.messages.find(channel.id, required(args, 'ts'));
    if (asked === undefined) throw new ApiRefusal('thread_not_found');
    const [parent, ...replies] = world.messages.thread(channel.id, asked.threadTs ?? asked.ts);
    if (parent === undefined) throw new ApiRefusal('thread_not_found');
    return page(call, [parent, ...within(replies, args)], 1000);
  },
};

function within(messages: readonly Message[], args: JsonObject): readonly Message[] {
  const oldest = Number(optional(args, 'oldest') ?? 0);
  const latest = Number(optional(args, 'latest') ?? Number.POSITIVE_INFINITY);
  if (Number.isNaN(oldest)) throw new ApiRefusal('invalid_ts_oldest');
  if (Number.isNaN(latest)) throw new ApiRefusal('invalid_ts_latest');
  const inclusive = flag(args, 'inclusive') === true;
  return messages.filter(({ ts }) => {
    const at = Number(ts);
    return inclusive ? at >= oldest && at <= latest : at > oldest && at < latest;
  });
}

function page({ world, args }: MethodCall, messages: readonly Message[], standard: number): JsonObject {
  const limit = limitOf(args, standard, 999);
  const start = cursorStart(optional(args, 'cursor'));
  const shown = messages.slice(start, start + limit);
  const hasMore = messages.length > start + limit;
  const withMetadata = flag(args, 'include_all_metadata') === true;
  return {
    messages: shown.map((message) => messageForm(world, message, withMetadata)),
    has_more: hasMore,
    ...(hasMore ? { response_metadata: { next_cursor: cursorFor(start + limit) } } : {}),
  };
}
