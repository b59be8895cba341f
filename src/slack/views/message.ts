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

/** A Slack message. Notifications and screen readers use its top-level text. */
export interface Message {
  readonly text: string;
  readonly blocks: KnownBlock[];
}

/** A part that is not decided on. It is cut to the room that the other parts leave, and says so. */
interface Informing {
  readonly informs: (room: number) => readonly KnownBlock[];
}

/** Draws a text, cut to a number of characters. */
type Draw = (text: string, longest: number) => KnownBlock | readonly KnownBlock[];

export const informing = (draw: Draw, text: string): Informing => ({ informs: (room) => [draw(text, room)].flat() });

export type Part = KnownBlock | Informing | readonly KnownBlock[] | undefined;

const isBlock = (part: KnownBlock | Informing): part is KnownBlock => 'type' in part;

/** Builds a message. Blocks are never cut; informing parts share the remaining room in order. */
export function message(text: string, parts: readonly Part[]): Message {
  const given = parts.flat().filter((part) => part !== undefined);
  let room = MOST_IN_MESSAGE - lengthOf(given.filter(isBlock));
  const blocks = given.flatMap((part) => {
    if (isBlock(part)) return [part];
    // Nothing fits any more, and the part before has already said that it is cut.
    if (room < CUT.length) return [];
    const drawn = part.informs(room);
    room -= lengthOf(drawn);
    return drawn;
  });
  return { text: cutToBytes(text, TOP_LEVEL_BYTES), blocks };
}

/** True if one Slack message can hold all of it. */
export const fitsMessage = ({ blocks }: Message): boolean =>
  blocks.length <= BLOCKS_IN_MESSAGE && lengthOf(blocks) <= MOST_IN_MESSAGE;

/** Markup. `verbatim`, so that Slack does not look for mentions and links in names or typed text. */
const mrkdwn = (text: string, longest = SECTION_TEXT): MrkdwnElement => ({
  type: 'mrkdwn',
  text: cutShort(text, Math.min(longest, SECTION_TEXT)),
  verbatim: true,
});

/** One section. Longer text is cut, and says so. */
export const section = (text: string): SectionBlock => ({
  type: 'section',
  text: mrkdwn(text),
});

/** The whole text in as many sections as it needs. */
export const sections = (text: string, longest = Number.POSITIVE_INFINITY): readonly SectionBlock[] =>
  splitText(cutShort(text, longest), SECTION_TEXT).map(section);

/** Plain text without markup, so that the value of a parameter appears exactly as it is. */
export const plainSections = (text: string, longest = Number.POSITIVE_INFINITY): readonly SectionBlock[] =>
  splitText(cutShort(text, longest, 'plain_text'), SECTION_TEXT, 'plain_text').map((one) => ({
    type: 'section',
    text: { type: 'plain_text', text: one, emoji: false },
  }));

/** Foreign lines as preformatted text, where nothing can be a mention or a link. */
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

/** The whole text as small print, in as many blocks as it needs. */
export const contexts = (text: string, longest = Number.POSITIVE_INFINITY): readonly ContextBlock[] =>
  splitText(cutShort(text, longest), SECTION_TEXT).map((one) => context(one));

export const actions = (buttons: readonly Button[]): ActionsBlock | undefined =>
  buttons.length === 0 ? undefined : { type: 'actions', elements: [...buttons] };

/** Slack's own dialog that asks before a click counts. */
export interface Dialog {
  readonly title: string;
  readonly text: string;
  readonly yes: string;
  /** True if it ends something. Its button is red then. */
  readonly ends: boolean;
}

interface ButtonLook {
  readonly label: string;
  readonly style?: 'primary' | 'danger';
}

/** A button. Its value is only the opaque id of its request. */
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
