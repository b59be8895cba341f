import { cutText } from '../mrkdwn.ts';
import type { Message } from './message.ts';

/** `chat.update` refuses a longer text (characters). */
const PLAIN_TEXT = 3_500;

/** All that a message says, without blocks: it has no buttons, so it says where they are. */
export function asPlainText({ text, blocks }: Message): Pick<Message, 'text'> {
  const lines = blocks.flatMap((block) => {
    if (block.type === 'section') return block.text === undefined ? [] : [block.text.text];
    if (block.type !== 'context') return [];
    return block.elements.flatMap((element) => ('text' in element ? [element.text] : []));
  });
  const hasButtons = blocks.some(({ type }) => type === 'actions');
  const said = cutText(lines.length === 0 ? text : lines.join('\n'), PLAIN_TEXT);
  return { text: hasButtons ? `${said}\nSlack did not take the buttons of this message; tell whoever runs me.` : said };
}
