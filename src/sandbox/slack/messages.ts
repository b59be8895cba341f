import type { Changes } from './changes.ts';
import type { Identifiers } from './identifiers.ts';
import type { JsonObject } from './json.ts';

/** A message's content: the text for notifications and screen readers, and the blocks to draw. */
export interface Content {
  readonly text: string;
  readonly blocks: readonly JsonObject[];
}

/** A message that everybody in its channel sees. */
export interface Message extends Content {
  readonly channel: string;
  readonly ts: string;
  /** A person's id, or the bot's user id. */
  readonly author: string;
  /** The parent message's timestamp. `undefined` for messages of the channel itself. */
  readonly threadTs: string | undefined;
  /** A reply that is also shown in the channel. */
  readonly isBroadcast: boolean;
  readonly metadata: JsonObject | undefined;
  readonly isEdited: boolean;
  readonly unfurlLinks: boolean | undefined;
  readonly unfurlMedia: boolean | undefined;
  /** The content before each update, oldest first. */
  readonly earlier: readonly Content[];
}

type NewMessage = Pick<Message, 'channel' | 'author'> &
  Content &
  Partial<Pick<Message, 'threadTs' | 'isBroadcast' | 'metadata' | 'unfurlLinks' | 'unfurlMedia'>>;

export interface Messages {
  post(message: NewMessage): Message;
  update(
    channel: string,
    ts: string,
    change: Partial<Content> & Partial<Pick<Message, 'metadata' | 'isEdited'>>,
  ): Message;
  remove(channel: string, ts: string): void;
  find(channel: string, ts: string): Message | undefined;
  /** All messages in the channel, including replies, oldest first. */
  inChannel(channel: string): readonly Message[];
  /** The parent and its replies, oldest first. Empty if there is no such message. */
  thread(channel: string, ts: string): readonly Message[];
}

export function createMessages(identifiers: Identifiers, changes: Changes): Messages {
  const channels = new Map<string, Map<string, Message>>();
  const within = (channel: string): Map<string, Message> => {
    const known = channels.get(channel);
    if (known !== undefined) return known;
    const fresh = new Map<string, Message>();
    channels.set(channel, fresh);
    return fresh;
  };
  const keep = (message: Message): Message => {
    within(message.channel).set(message.ts, message);
    changes.notify('message');
    return message;
  };
  return {
    post: (message) => keep(fromNew(message, identifiers)),
    update(channel, ts, change) {
      const before = within(channel).get(ts);
      if (before === undefined) throw new Error(`There is no message ${ts} in ${channel}.`);
      const earlier = [...before.earlier, { text: before.text, blocks: before.blocks }];
      return keep({ ...before, ...change, earlier });
    },
    remove(channel, ts) {
      within(channel).delete(ts);
      changes.notify('message');
    },
    find: (channel, ts) => within(channel).get(ts),
    inChannel: (channel) => [...within(channel).values()],
    thread: (channel, ts) => [...within(channel).values()].filter((one) => one.ts === ts || one.threadTs === ts),
  };
}

function fromNew(message: NewMessage, identifiers: Identifiers): Message {
  return {
    channel: message.channel,
    author: message.author,
    text: message.text,
    blocks: withBlockIds(message.blocks, identifiers),
    ts: identifiers.timestamp(),
    threadTs: message.threadTs,
    isBroadcast: message.isBroadcast ?? false,
    metadata: message.metadata,
    isEdited: false,
    unfurlLinks: message.unfurlLinks,
    unfurlMedia: message.unfurlMedia,
    earlier: [],
  };
}

/** Adds missing ids: Slack gives every block a `block_id` and every element an `action_id`. */
export function withBlockIds(blocks: readonly JsonObject[], identifiers: Identifiers): readonly JsonObject[] {
  const identified = (element: unknown): unknown => {
    if (typeof element !== 'object' || element === null || !('type' in element)) return element;
    if (!INTERACTIVE.test(String(element.type)) || 'action_id' in element) return element;
    return { ...element, action_id: identifiers.secret().slice(0, 5) };
  };
  return blocks.map((block) => ({
    ...block,
    block_id: typeof block.block_id === 'string' ? block.block_id : identifiers.secret().slice(0, 5),
    ...(Array.isArray(block.elements) ? { elements: block.elements.map(identified) } : {}),
    ...('accessory' in block ? { accessory: identified(block.accessory) } : {}),
    ...('element' in block ? { element: identified(block.element) } : {}),
  }));
}

const INTERACTIVE = /button|select|picker|input|overflow|checkboxes|radio/;
