import type { Channel } from '../channels.ts';
import { isDirect } from '../channels.ts';
import type { JsonObject } from '../json.ts';
import { ApiRefusal } from '../refusal.ts';
import type { World } from '../world.ts';

/** A method of the Web API. */
export interface Method {
  /** The kind of token that may call it. */
  readonly token: 'bot' | 'app';
  /** The scope that the call needs. */
  readonly scope?: string | ((args: JsonObject, world: World) => string);
  /** The known arguments. Any others cause a warning. */
  readonly known: readonly string[];
  /** Returns the answer without `ok`. Throws `ApiRefusal`. */
  readonly run: (call: MethodCall) => JsonObject;
}

export interface MethodCall {
  readonly world: World;
  readonly args: JsonObject;
  readonly warn: (message: string) => void;
}

/** The scope of a conversation: `channels`, `groups` or `im`. */
export function conversationScope(ending: 'read' | 'history'): (args: JsonObject, world: World) => string {
  return (args, world) => {
    const channel = world.channels.find(String(args.channel));
    if (channel === undefined) return `channels:${ending}`;
    if (isDirect(channel)) return `im:${ending}`;
    return channel.isPrivate ? `groups:${ending}` : `channels:${ending}`;
  };
}

/** The channel, if the bot may know of it. Otherwise throws `channel_not_found`. */
export function visibleChannel(world: World, id: string): Channel {
  const channel = world.channels.find(id);
  if (channel === undefined || (channel.isPrivate && !channel.botIsMember)) throw new ApiRefusal('channel_not_found');
  return channel;
}

/** A channel whose messages the bot may read. Throws `not_in_channel` for a public one that it has not joined. */
export function joinedChannel(world: World, id: string): Channel {
  const channel = visibleChannel(world, id);
  if (!channel.botIsMember) throw new ApiRefusal('not_in_channel');
  return channel;
}

export function isGranted(world: World, scope: string): boolean {
  const { scopes } = world.installation;
  return scopes === undefined || scopes.has(scope);
}
