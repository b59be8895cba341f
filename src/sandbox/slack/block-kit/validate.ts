import { isObject, type JsonObject, objectsOf, stringOf } from '../json.ts';
import { BLOCKS } from './blocks.ts';
import { plainText } from './composition-objects.ts';
import { LIMITS } from './limits.ts';
import { boolean, byType, createProblems, list, object, oneOf, type Problems, type Surface, string } from './shape.ts';

/** Slack's error messages about blocks or a view, in Slack's form: `[ERROR] … [json-pointer:/blocks/0/text]`. */
export type Complaints = readonly string[];

/** Checks a message's blocks: shapes, lengths, counts and unique ids. */
export function validateBlocks(blocks: unknown): Complaints {
  const found = createProblems();
  checkBlocks(blocks, '/blocks', found, 'message', LIMITS.blocksInMessage);
  const all = objectsOf(blocks);
  const markdown = all.filter((block) => block.type === 'markdown');
  if (sum(markdown.map((block) => stringOf(block.text)?.length ?? 0)) > LIMITS.markdownInMessage) {
    found.report('/blocks', `markdown blocks together must be no more than ${LIMITS.markdownInMessage} characters`);
  }
  if (all.filter((block) => block.type === 'table').length > LIMITS.tablesInMessage) {
    found.report('/blocks', 'only one table block is allowed in a message');
  }
  return said(found);
}

/**
 * The length of all text in the blocks, for the only limit on blocks together. Slack does not document how it counts,
 * so this counts everything that could count: labels and dialogs too, and plain text after escaping.
 */
export function textLength(value: unknown): number {
  if (Array.isArray(value)) return sum(value.map(textLength));
  if (!isObject(value)) return 0;
  const text = stringOf(value.text) ?? '';
  const own = value.type === 'mrkdwn' ? text : escaped(text);
  return own.length + sum(Object.values(value).map(textLength));
}

/** Text as Slack stores it. */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Checks a modal. */
export function validateModal(view: unknown): Complaints {
  const found = createProblems();
  VIEW(view, '', found, 'modal');
  if (isObject(view)) {
    checkBlocks(view.blocks, '/blocks', found, 'modal', LIMITS.blocksInView);
    const inputs = objectsOf(view.blocks).filter((block) => block.type === 'input');
    if (inputs.length > 0 && view.submit === undefined) {
      found.report('/submit', 'missing required field: submit, since the view has an input block');
    }
    const focused = inputs.filter((block) => isObject(block.element) && block.element.focus_on_load === true);
    if (focused.length > 1) found.report('/blocks', 'focus_on_load can be true for one element only');
  }
  return said(found);
}

const VIEW = object(
  {
    type: oneOf('modal'),
    title: plainText(LIMITS.viewTitle),
    blocks: list(() => {}, { least: 0, most: LIMITS.blocksInView }),
  },
  {
    submit: plainText(LIMITS.viewButton),
    close: plainText(LIMITS.viewButton),
    private_metadata: string(LIMITS.privateMetadata, 0),
    callback_id: string(LIMITS.identifier, 0),
    external_id: string(LIMITS.identifier, 0),
    clear_on_close: boolean,
    notify_on_close: boolean,
    submit_disabled: boolean,
  },
);

function checkBlocks(blocks: unknown, pointer: string, found: Problems, surface: Surface, most: number): void {
  list(byType(BLOCKS[surface]), { least: 0, most })(blocks, pointer, found, surface);
  const seen = new Set<string>();
  objectsOf(blocks).forEach((block, index) => {
    const id = stringOf(block.block_id);
    if (id === undefined) return;
    if (seen.has(id)) found.report(`${pointer}/${index}/block_id`, `block_id ${id} already exists`);
    seen.add(id);
  });
}

/** Counts blocks with more than one primary button. Slack draws them, but its guide advises against it. */
export function blocksWithTwoPrimaries(blocks: readonly JsonObject[]): number {
  const primaries = (block: JsonObject) => objectsOf(block.elements).filter((one) => one.style === 'primary');
  return blocks.filter((block) => primaries(block).length > 1).length;
}

function said(found: Problems): Complaints {
  return found.all.map(({ pointer, message }) => `[ERROR] ${message} [json-pointer:${pointer === '' ? '/' : pointer}]`);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
