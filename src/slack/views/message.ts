import type {
  ActionsBlock,
  Button,
  ContextBlock,
  KnownBlock,
  MrkdwnElement,
  RichTextBlock,
  SectionBlock,
} from '@slack/types';
import { CONFIRM_TEXT, CONFIRM_TITLE, MESSAGE_TEXT, SECTION_TEXT } from '../limits.ts';
import { cutMarkup, cutText } from '../mrkdwn.ts';

/** What is sent to Slack: the top-level text is what notifications show and screen readers read. */
export interface Message {
  readonly text: string;
  readonly blocks: KnownBlock[];
}

export const message = (text: string, blocks: readonly (KnownBlock | undefined)[]): Message => ({
  text: cutMarkup(text, MESSAGE_TEXT),
  blocks: blocks.filter((block) => block !== undefined),
});

/** We write mentions and links in Slack's own syntax, so Slack must not look for more of them in names or typed text. */
const mrkdwn = (text: string): MrkdwnElement => ({
  type: 'mrkdwn',
  text: cutMarkup(text, SECTION_TEXT),
  verbatim: true,
});

export const section = (text: string): SectionBlock => ({
  type: 'section',
  text: mrkdwn(text),
});

/** Text that is shown to the letter: no markup in it is read, so a value of a parameter looks exactly as it is. */
export const plainSection = (text: string): SectionBlock => ({
  type: 'section',
  text: { type: 'plain_text', text: cutText(text, SECTION_TEXT), emoji: false },
});

/** Somebody else's lines as they are: in such a block nothing is markup, so nothing in them mentions, links or ends it early. */
export const preformatted = (text: string): RichTextBlock => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: cutText(text, SECTION_TEXT) }] }],
});

export const context = (text: string): ContextBlock => ({
  type: 'context',
  elements: [mrkdwn(text)],
});

export const actions = (buttons: readonly Button[]): ActionsBlock | undefined =>
  buttons.length === 0 ? undefined : { type: 'actions', elements: [...buttons] };

interface ButtonLook {
  readonly style?: 'primary' | 'danger';
  /** Slack's own dialog before the press counts: thumbs slip. */
  readonly confirm?: { readonly title: string; readonly text: string; readonly yes: string };
}

/** A button carries the opaque id of its request and nothing else. */
export const button = (id: string, label: string, requestId: string, look: ButtonLook = {}): Button => ({
  type: 'button',
  action_id: id,
  text: { type: 'plain_text', text: label },
  value: requestId,
  ...(look.style === undefined ? {} : { style: look.style }),
  ...(look.confirm === undefined
    ? {}
    : {
        confirm: {
          title: { type: 'plain_text', text: cutText(look.confirm.title, CONFIRM_TITLE) },
          text: { type: 'plain_text', text: cutText(look.confirm.text, CONFIRM_TEXT) },
          confirm: { type: 'plain_text', text: look.confirm.yes },
          deny: { type: 'plain_text', text: 'Go back' },
        },
      }),
});
