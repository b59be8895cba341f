import { literal } from './composition-objects.ts';
import { LIMITS } from './limits.ts';
import { boolean, byType, type Check, list, object, oneOf, string, url, whole } from './shape.ts';

const MANY = 1000;
const style = object({}, { bold: boolean, code: boolean, italic: boolean, strike: boolean, underline: boolean });
const styled = { style };
const anything: Check = () => {};

const text = object({ type: literal('text'), text: string(LIMITS.textInMessageBlocks) }, styled);
const link = object(
  { type: literal('link'), url: url(LIMITS.url) },
  { ...styled, text: string(LIMITS.text), unsafe: boolean },
);

const inline = byType({
  text,
  link,
  broadcast: object({ type: literal('broadcast'), range: oneOf('here', 'channel', 'everyone') }, styled),
  channel: object({ type: literal('channel'), channel_id: string(LIMITS.identifier) }, styled),
  color: object({ type: literal('color'), value: string(LIMITS.identifier) }, styled),
  date: object(
    { type: literal('date'), timestamp: whole(0, Number.MAX_SAFE_INTEGER), format: string(LIMITS.identifier) },
    { ...styled, url: url(LIMITS.url), fallback: string(LIMITS.text) },
  ),
  emoji: object(
    { type: literal('emoji'), name: string(LIMITS.identifier) },
    { ...styled, unicode: anything, url: anything },
  ),
  team: object({ type: literal('team'), team_id: string(LIMITS.identifier) }, styled),
  user: object({ type: literal('user'), user_id: string(LIMITS.identifier) }, styled),
  usergroup: object({ type: literal('usergroup'), usergroup_id: string(LIMITS.identifier) }, styled),
});

const border = { border: oneOf(0, 1) };
const section = object({ type: literal('rich_text_section'), elements: list(inline, { most: MANY }) });

/** Formatted text without markup, so typed text can be used as it is. */
export const richText: Check = object(
  {
    type: literal('rich_text'),
    elements: list(
      byType({
        rich_text_section: section,
        rich_text_quote: object({ type: literal('rich_text_quote'), elements: list(inline, { most: MANY }) }, border),
        rich_text_preformatted: object(
          { type: literal('rich_text_preformatted'), elements: list(byType({ text, link }), { most: MANY }) },
          border,
        ),
        rich_text_list: object(
          {
            type: literal('rich_text_list'),
            style: oneOf('bullet', 'ordered'),
            elements: list(byType({ rich_text_section: section }), { most: MANY }),
          },
          { ...border, indent: whole(0, 8), offset: whole(0, MANY) },
        ),
      }),
      { most: MANY },
    ),
  },
  { block_id: string(LIMITS.identifier) },
);
