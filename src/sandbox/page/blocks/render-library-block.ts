import { createRequire } from 'node:module';
import { createElement, type ReactNode } from 'react';
import { type Block, Message, type MessageProps } from 'slack-blocks-to-jsx';
import type { JsonObject } from '../../slack/json.ts';
import { readDate } from '../../slack/read-date.ts';
import type { PageReader } from '../reader.ts';
import { emojiNamed } from './emoji.ts';
import { renderBroadcast, renderChannel, renderLink, renderMention } from './render-reference.ts';

/** The path of the library's style sheet. */
export const LIBRARY_STYLE = createRequire(import.meta.url).resolve('slack-blocks-to-jsx/dist/style.css');

/**
 * Blocks of structured text. Blocks with mrkdwn are not rendered by the library: it drops lines that begin with `#`,
 * doubles a lone `*`, even in code, and formats plain text.
 */
const DRAWN: ReadonlySet<string> = new Set([
  ...[
    'rich_text',
    'table',
    'data_table',
    'markdown',
    'plan',
    'task_card',
    'alert',
    'card',
    'carousel',
    'file',
    'video',
  ],
]);

function isDrawn(block: object): block is Block {
  return 'type' in block && DRAWN.has(String(block.type));
}

/** `undefined` for a block that the library does not render. */
export function renderLibraryBlock(block: JsonObject, reader: PageReader): ReactNode | undefined {
  if (!isDrawn(block)) return undefined;
  const props = { blocks: [block], name: '', logo: '', withoutWrapper: true, hooks: hooksFor(reader) };
  return createElement('div', { className: 'library-block' }, createElement(Message, props));
}

function hooksFor(reader: PageReader): NonNullable<MessageProps['hooks']> {
  return {
    user: ({ id }) => renderMention(`@${reader.personName(id)}`, id === reader.id),
    channel: ({ id }) => renderChannel(reader.channelName(id)),
    usergroup: ({ id }) => renderMention(`@${reader.groupHandle(id)}`),
    atHere: () => renderBroadcast('here'),
    atChannel: () => renderBroadcast('channel'),
    atEveryone: () => renderBroadcast('everyone'),
    emoji: (emoji, parse) => emojiNamed(emoji.name) ?? parse(emoji),
    date: ({ timestamp, format, fallback }) => readDate(Number(timestamp), format, reader) ?? fallback,
    link: ({ href, children }) => renderLink(href, children),
  };
}
