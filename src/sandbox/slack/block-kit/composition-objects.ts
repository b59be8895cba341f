import { LIMITS } from './limits.ts';
import { boolean, byType, type Check, every, list, object, oneOf, rule, string, url } from './shape.ts';

export const literal = (value: string): Check => oneOf(value);

export const plainText = (most: number): Check =>
  byType({ plain_text: object({ type: literal('plain_text'), text: string(most) }, { emoji: boolean }) });

export const mrkdwn = (most: number): Check =>
  byType({ mrkdwn: object({ type: literal('mrkdwn'), text: string(most) }, { verbatim: boolean }) });

export const anyText = (most: number): Check =>
  byType({
    plain_text: object({ type: literal('plain_text'), text: string(most) }, { emoji: boolean }),
    mrkdwn: object({ type: literal('mrkdwn'), text: string(most) }, { verbatim: boolean }),
  });

/** The confirmation dialog of a button. */
export const confirm: Check = object(
  { title: plainText(LIMITS.confirmTitle), text: plainText(LIMITS.confirmText) },
  {
    confirm: plainText(LIMITS.confirmButton),
    deny: plainText(LIMITS.confirmButton),
    style: oneOf('primary', 'danger'),
  },
);

const optionWith = (text: Check, value: number): Check =>
  object({ text, value: string(value) }, { description: plainText(LIMITS.optionText), url: url(LIMITS.url) });

/** Options of menus, which are plain text only. */
export const menuOption = optionWith(plainText(LIMITS.optionText), LIMITS.optionValue);

/** Options of radio buttons and checkboxes. */
export const tickOption = optionWith(anyText(LIMITS.optionText), LIMITS.optionValue);

export const optionGroups: Check = list(
  object({ label: plainText(LIMITS.optionText), options: list(menuOption, { most: LIMITS.options }) }),
  { most: LIMITS.options },
);

const slackFile = object({}, { id: string(LIMITS.identifier), url: url(LIMITS.url) });

export const imageElement: Check = every(
  object(
    { type: literal('image'), alt_text: string(LIMITS.altText) },
    { image_url: url(LIMITS.url), slack_file: slackFile },
  ),
  hasOnePicture(),
);

export function hasOnePicture(): Check {
  return rule((image) =>
    (image.image_url === undefined) === (image.slack_file === undefined)
      ? 'exactly one of image_url and slack_file is needed'
      : undefined,
  );
}
