import { createElement } from 'react';
import type { JsonObject } from '../../slack/json.ts';
import type { SeenMessage } from '../../slack/seen-message.ts';
import { drawHtml } from '../draw-html.ts';
import type { PageOptions } from '../options.ts';
import type { PageReader } from '../reader.ts';
import { peopleOf, type Screen } from '../screen.ts';
import { type MessageDrawing, renderMessage } from './render-message.ts';

/** Caches the HTML of unchanged messages, since drawing one takes milliseconds and each change redraws all. */
export interface DrawnMessages {
  draw(message: SeenMessage, drawing: MessageDrawing): string;
  /** Clears the cache after names changed, since any message may show them. */
  forget(): void;
}

export function keepDrawnMessages(): DrawnMessages {
  let kept = new WeakMap<readonly JsonObject[], Map<string, string>>();
  return {
    draw(message, drawing) {
      const drawn = kept.get(message.blocks) ?? new Map<string, string>();
      kept.set(message.blocks, drawn);
      const key = keyOf(message, drawing);
      const html = drawn.get(key) ?? renderMessage(message, drawing);
      drawn.set(key, html);
      return html;
    },
    forget() {
      kept = new WeakMap();
    },
  };
}

/**
 * The cache key within a message's blocks. An update creates new blocks, so the key has only what else can change, and
 * the reader.
 */
function keyOf({ ts, text, replies, isEdited }: SeenMessage, { reader, place }: MessageDrawing): string {
  const day = Math.floor(reader.now / 86_400_000);
  return JSON.stringify([ts, text, replies, isEdited, reader.id, reader.timezone, place, day]);
}

/** The messages that the person sees in the channel, without dismissed ephemerals. */
export function renderChannelMessages(screen: Screen, given: GivenMessages): string {
  const { channel, person } = screen;
  if (channel === undefined) return '<p class="nothing">There is no channel that you see.</p>';
  const seen = given.options.slack.sees(person.id, channel.id);
  if (seen.length === 0) {
    const words = given.options.hint ?? 'Nothing was written here yet.';
    return drawHtml(createElement('p', { className: 'nothing' }, words));
  }
  return drawAll(seen, given, 'channel');
}

export function renderThreadMessages(screen: Screen, given: GivenMessages): string {
  const { channel, person, thread } = screen;
  if (channel === undefined || thread === undefined) return '';
  return drawAll(given.options.slack.thread(channel.id, thread, person.id), given, 'thread');
}

export interface GivenMessages {
  readonly options: PageOptions;
  readonly reader: PageReader;
  readonly drawn: DrawnMessages;
  readonly dismissed: ReadonlySet<string>;
}

function drawAll(messages: readonly SeenMessage[], given: GivenMessages, place: MessageDrawing['place']): string {
  const { options, reader, drawn, dismissed } = given;
  const people = peopleOf(options);
  return messages
    .filter(({ ts }) => !dismissed.has(ts))
    .map((message) =>
      drawn.draw(message, { options, reader, place, people, prefix: `${place}-${message.ts}`, errors: {} }),
    )
    .join('');
}
