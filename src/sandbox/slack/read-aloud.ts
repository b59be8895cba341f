import { isObject, type JsonObject, objectsOf, own, stringOf } from './json.ts';
import { readRichText } from './read-rich-text.ts';
import { type Reader, readMrkdwn } from './read-text.ts';

/**
 * A message as a person reads it or a screen reader says it: one line per block, buttons as `[Label]`. As on Slack, the
 * top-level text is not shown if there are blocks.
 */
export function readAloud(
  holder: { readonly text?: string; readonly blocks: readonly JsonObject[] },
  reader: Reader,
): string {
  if (holder.blocks.length === 0) return readMrkdwn(holder.text ?? '', reader);
  return readBlocks(holder.blocks, reader);
}

/** A modal: its title, blocks, errors and buttons. */
export function readView(
  open: {
    readonly view: JsonObject & { readonly blocks: readonly JsonObject[] };
    readonly errors: Readonly<Record<string, string>>;
  },
  reader: Reader,
): string {
  const { view, errors } = open;
  const buttons = [view.submit, view.close].filter(isObject).map((one) => `[${readText(one, reader)}]`);
  const parts = [
    readText(view.title, reader),
    readBlocks(view.blocks, reader),
    ...Object.values(errors),
    buttons.join(' '),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

function readBlocks(blocks: readonly JsonObject[], reader: Reader): string {
  return blocks
    .map((block) => readBlock(block, reader))
    .filter((line) => line !== '')
    .join('\n');
}

type BlockReader = (block: JsonObject, reader: Reader) => readonly string[];

const elements: BlockReader = (block, reader) => [
  objectsOf(block.elements)
    .map((element) => readElement(element, reader))
    .join(' '),
];

const rows: BlockReader = (block, reader) => [
  stringOf(block.caption) ?? '',
  ...(Array.isArray(block.rows) ? block.rows : []).map((row) =>
    objectsOf(row)
      .map((cell) => (cell.type === 'rich_text' ? readRichText(cell, reader) : String(cell.text ?? '')))
      .join(' | '),
  ),
];

const taskCard: BlockReader = (block, reader) => [
  `${String(block.title)} (${String(block.status).replaceAll('_', ' ')})`,
  ...[block.details, block.output].filter(isObject).map((one) => readRichText(one, reader)),
  ...objectsOf(block.sources).map((source) => `${String(source.text)} (${String(source.url)})`),
];

const READERS: Readonly<Record<string, BlockReader>> = {
  actions: elements,
  context: elements,
  context_actions: elements,
  alert: (block, reader) => [readText(block.text, reader)],
  header: (block, reader) => [readText(block.text, reader)],
  section: (block, reader) => [
    readText(block.text, reader),
    ...objectsOf(block.fields).map((field) => readText(field, reader)),
    ...[block.accessory].filter(isObject).map((element) => readElement(element, reader)),
  ],
  image: (block, reader) => [readText(block.title, reader), String(block.alt_text ?? '')],
  markdown: (block) => [String(block.text ?? '')],
  rich_text: (block, reader) => [readRichText(block, reader)],
  input: (block, reader) => [
    `${readText(block.label, reader)}${block.optional === true ? ' (optional)' : ''}`,
    ...[block.element].filter(isObject).map((element) => readElement(element, reader)),
    readText(block.hint, reader),
  ],
  table: rows,
  data_table: rows,
  task_card: taskCard,
  plan: (block, reader) => [String(block.title ?? ''), readBlocks(objectsOf(block.tasks), reader)],
  card: (block, reader) => [
    ...['title', 'subtitle', 'body'].map((key) => readText(block[key], reader)),
    ...objectsOf(block.actions).map((element) => readElement(element, reader)),
  ],
  carousel: (block, reader) => [readBlocks(objectsOf(block.elements), reader)],
  container: (block, reader) => [
    isObject(block.rich_text_title) ? readRichText(block.rich_text_title, reader) : readText(block.title, reader),
    readText(block.subtitle, reader),
    readBlocks(objectsOf(block.child_blocks), reader),
  ],
};

function readBlock(block: JsonObject, reader: Reader): string {
  const lines = own(READERS, String(block.type))?.(block, reader) ?? [];
  return lines.filter((line) => line !== '').join('\n');
}

function readElement(element: JsonObject, reader: Reader): string {
  switch (element.type) {
    case 'plain_text':
    case 'mrkdwn':
      return readText(element, reader);
    case 'image':
      return String(element.alt_text ?? '');
    case 'button':
      return `[${readText(element.text, reader)}]`;
    default:
      return readChoice(element, reader);
  }
}

/** Menus and inputs: their options, initial value or placeholder. */
function readChoice(element: JsonObject, reader: Reader): string {
  const labels = objectsOf(element.options).map((option) => readText(option.text, reader));
  const shown = stringOf(element.initial_value) ?? readText(element.placeholder, reader);
  return [...(shown === '' ? [] : [shown]), ...(labels.length === 0 ? [] : [`{${labels.join(', ')}}`])].join(' ');
}

function readText(value: unknown, reader: Reader): string {
  if (!isObject(value)) return '';
  const text = stringOf(value.text) ?? '';
  return value.type === 'mrkdwn' ? readMrkdwn(text, reader) : text;
}
