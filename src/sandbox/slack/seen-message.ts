import { canSee } from './channels.ts';
import { type Ephemeral, SLACKBOT } from './ephemerals.ts';
import type { JsonObject } from './json.ts';
import type { Content, Message } from './messages.ts';
import type { World } from './world.ts';

/** A message as a person sees it. */
export interface SeenMessage extends Content {
  readonly channel: string;
  readonly ts: string;
  readonly threadTs: string | undefined;
  /** A person's id, the bot's user id or `USLACKBOT`. */
  readonly author: string;
  readonly authorName: string;
  readonly isEphemeral: boolean;
  readonly isEdited: boolean;
  readonly replies: number;
  readonly metadata: JsonObject | undefined;
  /** The content before each update, oldest first. */
  readonly earlier: readonly Content[];
}

/**
 * What this person sees in the channel, oldest first. Replies are included only if they were sent to the channel too.
 */
export function seenInChannel(world: World, personId: string, channelId: string): readonly SeenMessage[] {
  requireSight(world, personId, channelId);
  const messages = world.messages.inChannel(channelId).filter((one) => one.threadTs === undefined || one.isBroadcast);
  const ephemerals = world.ephemerals.seenBy(personId, channelId).filter((one) => one.threadTs === undefined);
  return inOrder([
    ...messages.map((one) => fromMessage(world, one)),
    ...ephemerals.map((one) => fromEphemeral(world, one)),
  ]);
}

/** The parent and its replies. With a person, also the ephemerals that they see there. */
export function seenInThread(world: World, channelId: string, ts: string, personId?: string): readonly SeenMessage[] {
  if (personId !== undefined) requireSight(world, personId, channelId);
  const messages = world.messages.thread(channelId, ts).map((one) => fromMessage(world, one));
  const ephemerals = personId === undefined ? [] : world.ephemerals.seenBy(personId, channelId);
  const own = ephemerals.filter((one) => one.threadTs === ts).map((one) => fromEphemeral(world, one));
  return inOrder([...messages, ...own]);
}

/** A message, if this person can see it now. An ephemeral is visible only to the person it was shown to. */
export function seenMessage(world: World, personId: string, channelId: string, ts: string): SeenMessage | undefined {
  requireSight(world, personId, channelId);
  const message = world.messages.find(channelId, ts);
  if (message !== undefined) return fromMessage(world, message);
  const ephemeral = world.ephemerals.find(ts);
  const isTheirs = ephemeral?.for === personId && ephemeral.channel === channelId;
  return ephemeral !== undefined && isTheirs ? fromEphemeral(world, ephemeral) : undefined;
}

function requireSight(world: World, personId: string, channelId: string): void {
  const person = world.people.get(personId);
  if (!canSee(person, world.channels.get(channelId))) throw new Error(`${person.name} cannot see ${channelId}.`);
}

export function fromMessage(world: World, message: Message): SeenMessage {
  const { channel, ts, text, blocks, threadTs, author, isEdited, metadata, earlier } = message;
  const replies = threadTs === undefined ? world.messages.thread(channel, ts).length - 1 : 0;
  const authorName = nameOf(world, author);
  return {
    channel,
    ts,
    text,
    blocks,
    threadTs,
    author,
    authorName,
    isEphemeral: false,
    isEdited,
    replies,
    metadata,
    earlier,
  };
}

function fromEphemeral(world: World, ephemeral: Ephemeral): SeenMessage {
  const { for: _, ...shown } = ephemeral;
  const authorName = nameOf(world, ephemeral.author);
  return { ...shown, authorName, isEphemeral: true, isEdited: false, replies: 0, metadata: undefined, earlier: [] };
}

function nameOf(world: World, id: string): string {
  if (id === SLACKBOT) return 'Slackbot';
  if (id === world.installation.botUserId) return world.installation.botName;
  return world.people.find(id)?.realName ?? id;
}

function inOrder(messages: readonly SeenMessage[]): readonly SeenMessage[] {
  return messages.toSorted((a, b) => Number(a.ts) - Number(b.ts));
}
