import { imageElement, literal, mrkdwn } from './composition-objects.ts';
import { button } from './elements.ts';
import { LIMITS } from './limits.ts';
import { richText } from './rich-text.ts';
import { boolean, byType, every, list, object, oneOf, rule, string, url, whole } from './shape.ts';

const identified = { block_id: string(LIMITS.identifier) };

const cells = list(
  byType({
    rich_text: richText,
    raw_text: object({ type: literal('raw_text'), text: string(LIMITS.text) }),
    raw_number: object({ type: literal('raw_number'), text: string(LIMITS.text), value: () => {} }),
  }),
  { most: LIMITS.tableColumns },
);
const rows = list(cells, { most: LIMITS.tableRows });

export const table = object(
  { type: literal('table'), rows },
  {
    ...identified,
    column_settings: list(object({}, { align: oneOf('left', 'center', 'right'), is_wrapped: boolean }), {
      most: LIMITS.tableColumns,
    }),
  },
);

export const dataTable = object(
  { type: literal('data_table'), rows, caption: string(LIMITS.text) },
  { ...identified, page_size: whole(1, 100), row_header_column_index: whole(0, LIMITS.tableColumns - 1) },
);

export const taskCard = object(
  {
    type: literal('task_card'),
    task_id: string(LIMITS.identifier),
    title: string(LIMITS.text),
    status: oneOf('pending', 'in_progress', 'complete', 'error'),
  },
  {
    ...identified,
    details: richText,
    output: richText,
    sources: list(object({ type: literal('url'), url: url(LIMITS.url), text: string(LIMITS.text) }), { most: 10 }),
  },
);

export const plan = object(
  { type: literal('plan'), title: string(LIMITS.text) },
  { ...identified, tasks: list(byType({ task_card: taskCard }), { most: LIMITS.blocksInMessage }) },
);

export const card = every(
  object(
    { type: literal('card') },
    {
      ...identified,
      hero_image: imageElement,
      icon: imageElement,
      title: mrkdwn(LIMITS.cardTitle),
      subtitle: mrkdwn(LIMITS.cardTitle),
      body: mrkdwn(LIMITS.cardText),
      actions: list(byType({ button }), { most: LIMITS.contextActionsElements }),
    },
  ),
  rule((block) =>
    ['hero_image', 'title', 'actions', 'body'].every((key) => block[key] === undefined)
      ? 'one of hero_image, title, actions and body is needed'
      : undefined,
  ),
);

export const carousel = object(
  { type: literal('carousel'), elements: list(byType({ card }), { most: LIMITS.carouselCards }) },
  identified,
);
