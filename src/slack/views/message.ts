import type {
  ActionsBlock,
  Button,
  ContextBlock,
  KnownBlock,
  MrkdwnElement,
  RichTextBlock,
  SectionBlock,
} from '@slack/types';
import { MOST_IN_MESSAGE } from '../../domain/shown-whole.ts';
import { lengthOf } from './length.ts';
import { BLOCKS_IN_MESSAGE, SECTION_TEXT, TOP_LEVEL_BYTES } from './limits.ts';
import { CUT, cutShort, cutToBytes, splitText } from './split-text.ts';

/** What is sent to Slack: the top-level text is what notifications show and screen readers read. */
export interface Message {
  readonly text: string;
  readonly blocks: KnownBlock[];
}

/** A part of a message that only informs. It is cut to the room that the rest of the message leaves, and says so. */
interface Informing {
  readonly informs: (room: number) => readonly KnownBlock[];
}

/** Draws a text, cut to so many characters. */
type Draw = (text: string, longest: number) => KnownBlock | readonly KnownBlock[];

export const informing = (draw: Draw, text: string): Informing => ({ informs: (room) => [draw(text, room)].flat() });

export type Part = KnownBlock | Informing | readonly KnownBlock[] | undefined;

const isBlock = (part: KnownBlock | Informing): part is KnownBlock => 'type' in part;

/** Puts a message together. Its blocks are shown whole; what only informs shares the room that they leave, in its order. */
export function message(text: string, parts: readonly Part[]): Message {
  const given = parts.flat().filter((part) => part !== undefined);
  let room = MOST_IN_MESSAGE - lengthOf(given.filter(isBlock));
  const blocks = given.flatMap((part) => {
    if (isBlock(part)) return [part];
    // The part that took the last room has said that it is cut.
    if (room < CUT.length) return [];
    const drawn = part.informs(room);
    room -= lengthOf(drawn);
    return drawn;
  });
  return { text: cutToBytes(text, TOP_LEVEL_BYTES), blocks };
}

/** Whether one Slack message can show all of it. */
export const fitsMessage = ({ blocks }: Message): boolean =>
  blocks.length <= BLOCKS_IN_MESSAGE && lengthOf(blocks) <= MOST_IN_MESSAGE;

/** We write mentions and links in Slack's own syntax, so Slack must not look for more of them in names or typed text. */
const mrkdwn = (text: string, longest = SECTION_TEXT): MrkdwnElement => ({
  type: 'mrkdwn',
  text: cutShort(text, Math.min(longest, SECTION_TEXT)),
  verbatim: true,
});

/** One section; a text that is longer than a section is cut, and says so. */
export const section = (text: string): SectionBlock => ({
  type: 'section',
  text: mrkdwn(text),
});

/** All of a text, in as many sections as it takes. */
export const sections = (text: string, longest = Number.POSITIVE_INFINITY): readonly SectionBlock[] =>
  splitText(cutShort(text, longest), SECTION_TEXT).map(section);

/** Text that is shown to the letter: no markup in it is read, so a value of a parameter looks exactly as it is. */
export const plainSections = (text: string, longest = Number.POSITIVE_INFINITY): readonly SectionBlock[] =>
  splitText(cutShort(text, longest, 'plain_text'), SECTION_TEXT, 'plain_text').map((one) => ({
    type: 'section',
    text: { type: 'plain_text', text: one, emoji: false },
  }));

/** Somebody else's lines as they are: in such a block nothing is markup, so nothing in them mentions, links or ends it early. */
export const preformatted = (text: string, longest = SECTION_TEXT): RichTextBlock => ({
  type: 'rich_text',
  elements: [
    {
      type: 'rich_text_preformatted',
      elements: [{ type: 'text', text: cutShort(text, Math.min(longest, SECTION_TEXT), 'plain_text') }],
    },
  ],
});

export const context = (text: string, longest = SECTION_TEXT): ContextBlock => ({
  type: 'context',
  elements: [mrkdwn(text, longest)],
});

/** All of a text in small print, in as many blocks as it takes. */
export const contexts = (text: string, longest = Number.POSITIVE_INFINITY): readonly ContextBlock[] =>
  splitText(cutShort(text, longest), SECTION_TEXT).map((one) => context(one));

export const actions = (buttons: readonly Button[]): ActionsBlock | undefined =>
  buttons.length === 0 ? undefined : { type: 'actions', elements: [...buttons] };

/** Slack's own dialog before the press counts: thumbs slip. */
export interface Dialog {
  readonly title: string;
  readonly text: string;
  readonly yes: string;
  /** It ends something, so its button is red. */
  readonly ends: boolean;
}

interface ButtonLook {
  readonly label: string;
  readonly style?: 'primary' | 'danger';
}

/** A button carries the opaque id of its request and nothing else. */
export const button = (id: string, { label, style }: ButtonLook, requestId: string, confirm?: Dialog): Button => ({
  type: 'button',
  action_id: id,
  text: { type: 'plain_text', text: label },
  value: requestId,
  ...(style === undefined ? {} : { style }),
  ...(confirm === undefined
    ? {}
    : {
        confirm: {
          title: { type: 'plain_text', text: confirm.title },
          text: { type: 'plain_text', text: confirm.text },
          confirm: { type: 'plain_text', text: confirm.yes },
          deny: { type: 'plain_text', text: 'Go back' },
          ...(confirm.ends ? { style: 'danger' } : {}),
        },
      }),
});
