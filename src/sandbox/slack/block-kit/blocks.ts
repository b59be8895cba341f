import { objectsOf } from '../json.ts';
import { anyText, hasOnePicture, imageElement, literal, plainText } from './composition-objects.ts';
import { ACCESSORIES, ACTION_ELEMENTS, CONTEXT_ACTIONS, INPUT_ELEMENTS } from './elements.ts';
import { LIMITS } from './limits.ts';
import { card, carousel, dataTable, plan, table, taskCard } from './rich-blocks.ts';
import { richText } from './rich-text.ts';
import { boolean, byType, type Check, every, list, object, oneOf, rule, type Surface, string, url } from './shape.ts';

const identified = { block_id: string(LIMITS.identifier) };

/** Elements of one block must have different action_ids. */
const distinctActions: Check = rule((block) => {
  const ids = objectsOf(block.elements).map((one) => one.action_id);
  const given = ids.filter((id) => id !== undefined);
  const repeated = given.find((id, index) => given.indexOf(id) !== index);
  return repeated === undefined ? undefined : `action_id ${String(repeated)} already exists in this block`;
});

const actions = every(
  object(
    { type: literal('actions'), elements: list(byType(ACTION_ELEMENTS), { most: LIMITS.actionsElements }) },
    identified,
  ),
  distinctActions,
);

const context = object(
  {
    type: literal('context'),
    elements: list(byType({ image: imageElement, plain_text: anyText(LIMITS.text), mrkdwn: anyText(LIMITS.text) }), {
      most: LIMITS.contextElements,
    }),
  },
  identified,
);

const divider = object({ type: literal('divider') }, identified);
const header = object({ type: literal('header'), text: plainText(LIMITS.header) }, identified);

const image = every(
  object(
    { type: literal('image'), alt_text: string(LIMITS.altText) },
    {
      ...identified,
      title: plainText(LIMITS.altText),
      image_url: url(LIMITS.url),
      slack_file: object({}, { id: string(LIMITS.identifier), url: url(LIMITS.url) }),
    },
  ),
  hasOnePicture(),
);

const section = every(
  object(
    { type: literal('section') },
    {
      ...identified,
      text: anyText(LIMITS.text),
      fields: list(anyText(LIMITS.sectionField), { most: LIMITS.sectionFields }),
      accessory: byType(ACCESSORIES),
      expand: boolean,
    },
  ),
  rule((block) => (block.text === undefined && block.fields === undefined ? 'text or fields is needed' : undefined)),
);

const input = object(
  { type: literal('input'), label: plainText(LIMITS.inputLabel), element: byType(INPUT_ELEMENTS) },
  { ...identified, hint: plainText(LIMITS.inputLabel), optional: boolean, dispatch_action: boolean },
);

/** The children that Slack's live check accepts, which are fewer than its reference lists. */
const container = every(
  object(
    {
      type: literal('container'),
      child_blocks: list(byType({ actions, context, divider, header, image, section, table }), {
        most: LIMITS.containerChildren,
      }),
    },
    {
      ...identified,
      title: plainText(LIMITS.containerTitle),
      rich_text_title: richText,
      subtitle: anyText(LIMITS.containerTitle),
      width: oneOf('narrow', 'standard', 'wide', 'full'),
      icon: imageElement,
      is_collapsible: boolean,
      default_collapsed: boolean,
      has_header_divider: boolean,
    },
  ),
  rule((block) =>
    block.title === undefined && block.rich_text_title === undefined ? 'title or rich_text_title is needed' : undefined,
  ),
);

const EVERYWHERE = { actions, card, context, divider, header, image, input, rich_text: richText, section };

/**
 * Blocks by surface. Container is documented for messages only and alert for modals only. Blocks whose reference does
 * not clearly allow modals (plan, task_card, table, data_table) are limited to messages.
 */
export const BLOCKS: Readonly<Record<Surface, Readonly<Record<string, Check>>>> = {
  message: {
    ...EVERYWHERE,
    carousel,
    container,
    context_actions: every(
      object(
        {
          type: literal('context_actions'),
          elements: list(byType(CONTEXT_ACTIONS), { most: LIMITS.contextActionsElements }),
        },
        identified,
      ),
      distinctActions,
    ),
    data_table: dataTable,
    markdown: object({ type: literal('markdown'), text: string(LIMITS.markdownInMessage) }, identified),
    plan,
    table,
    task_card: taskCard,
  },
  modal: {
    ...EVERYWHERE,
    alert: object(
      { type: literal('alert'), text: anyText(LIMITS.text) },
      { ...identified, level: oneOf('default', 'info', 'warning', 'error', 'success') },
    ),
  },
};
