import type { KnownBlock } from '@slack/types';
import { TOP_LEVEL_BYTES } from './limits.ts';
import { type Message, plainSections, sections } from './message.ts';
import { escapeText } from './mrkdwn.ts';
import { cutToBytes } from './split-text.ts';

/**
 * The message as sections and buttons only, for when Slack refuses its other blocks. Small print is kept, since it is
 * decided on too. Logs are left out.
 */
export const asPlainSections = ({ text, blocks }: Message): Message => ({ text, blocks: blocks.flatMap(asSections) });

function asSections(block: KnownBlock): readonly KnownBlock[] {
  if (block.type === 'section' || block.type === 'actions') return [block];
  if (block.type !== 'context') return [];
  return block.elements.flatMap((element) => {
    if (element.type === 'mrkdwn') return sections(element.text);
    return element.type === 'plain_text' ? plainSections(element.text) : [];
  });
}

/** Plain text as markup. Without blocks everything is markup, so a parameter has to be escaped. */
const asMarkup = ({ type, text }: { readonly type: string; readonly text: string }): string =>
  type === 'mrkdwn'
    ? text
    : text
        .split('\n')
        .map((line) => escapeText(line, TOP_LEVEL_BYTES))
        .join('\n');

/** The message without blocks, for when Slack refuses them. It has no buttons, and says so. */
export function asPlainText({ text, blocks }: Message): Pick<Message, 'text'> {
  const lines = blocks.flatMap((block) => {
    if (block.type === 'section') return block.text === undefined ? [] : [asMarkup(block.text)];
    if (block.type !== 'context') return [];
    return block.elements.flatMap((element) => ('text' in element ? [asMarkup(element)] : []));
  });
  const hasButtons = blocks.some(({ type }) => type === 'actions');
  const note = hasButtons ? '\nSlack refused the buttons of this message. Tell whoever runs the bot.' : '';
  const said = lines.length === 0 ? text : lines.join('\n');
  return { text: `${cutToBytes(said, TOP_LEVEL_BYTES - note.length)}${note}` };
}
