import { cutMarkup, escapeText } from '../mrkdwn.ts';
import type { Message } from './message.ts';

/** `chat.update` refuses a longer text (characters). */
const PLAIN_TEXT = 3_500;

/** In a block plain text is no markup, in a message without blocks it would be: a parameter must not become a mention. */
const asMarkup = ({ type, text }: { readonly type: string; readonly text: string }): string =>
  type === 'mrkdwn'
    ? text
    : text
        .split('\n')
        .map((line) => escapeText(line, PLAIN_TEXT))
        .join('\n');

/** All that a message says, without blocks: it has no buttons, so it says where they are. */
export function asPlainText({ text, blocks }: Message): Pick<Message, 'text'> {
  const lines = blocks.flatMap((block) => {
    if (block.type === 'section') return block.text === undefined ? [] : [asMarkup(block.text)];
    if (block.type !== 'context') return [];
    return block.elements.flatMap((element) => ('text' in element ? [asMarkup(element)] : []));
  });
  const hasButtons = blocks.some(({ type }) => type === 'actions');
  const said = cutMarkup(lines.length === 0 ? text : lines.join('\n'), PLAIN_TEXT);
  return { text: hasButtons ? `${said}\nSlack did not take the buttons of this message; tell whoever runs me.` : said };
}
