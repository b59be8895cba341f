import { isObject, type JsonObject, objectsOf, stringOf } from './json.ts';

/** An element that a person can use, and its block. */
export interface InteractiveElement {
  readonly blockId: string;
  readonly actionId: string;
  readonly element: JsonObject;
  /** The surrounding input block, if any. */
  readonly input: JsonObject | undefined;
}

/** A button's confirmation dialog. */
export interface Dialog {
  readonly title: string;
  readonly text: string;
  readonly confirm: string;
  readonly deny: string;
  readonly style: string | undefined;
}

/** A button as a person sees it. */
export interface Button {
  readonly label: string;
  readonly actionId: string;
  readonly blockId: string;
  readonly value: string | undefined;
  readonly style: string | undefined;
  readonly url: string | undefined;
  readonly accessibilityLabel: string | undefined;
  readonly dialog: Dialog | undefined;
}

/** A button's label (or its start), its action_id, or both together with its block. */
export type ButtonChoice =
  | string
  | RegExp
  | {
      readonly label?: string | RegExp;
      readonly actionId?: string;
      readonly blockId?: string;
      readonly value?: string;
    };

/** All interactive elements of the blocks in reading order, including those in containers and cards. */
export function interactiveElements(blocks: readonly JsonObject[]): readonly InteractiveElement[] {
  return blocks.flatMap((block) => {
    const blockId = stringOf(block.block_id) ?? '';
    const held = [...heldBy(block, 'elements'), ...heldBy(block, 'actions'), ...[block.accessory].filter(isObject)];
    const own = held.filter(isInteractive).map((element) => found(blockId, element, undefined));
    const asked = isObject(block.element) ? [found(blockId, block.element, block)] : [];
    const cards = held.filter((one) => one.type === 'card');
    return [...own, ...asked, ...interactiveElements(cards), ...interactiveElements(objectsOf(block.child_blocks))];
  });
}

/** The buttons of a message or view in reading order. */
export function buttonsOf(holder: { readonly blocks: readonly JsonObject[] }): readonly Button[] {
  return interactiveElements(holder.blocks)
    .filter(({ element }) => element.type === 'button')
    .map(asButton);
}

/** The matching button. Throws if there is none (listing all buttons) or more than one. */
export function findButton(
  blocks: readonly JsonObject[],
  choice: ButtonChoice,
): InteractiveElement & { readonly button: Button } {
  const all = interactiveElements(blocks)
    .filter(({ element }) => element.type === 'button')
    .map((one) => ({ ...one, button: asButton(one) }));
  for (const fits of waysToFit(choice)) {
    const [first, ...others] = all.filter(({ button }) => fits(button));
    if (first !== undefined && others.length === 0) return first;
    if (first !== undefined)
      throw new Error(`${all.length} buttons fit ${describe(choice)}; say the block_id as well.`);
  }
  const there = all.map(({ button }) => button.label).join(', ');
  throw new Error(
    `There is no button ${describe(choice)}. ${there === '' ? 'There are no buttons' : `There are: ${there}`}.`,
  );
}

/** Ways to match, most exact first: the whole label, the action_id, the start of the label. */
function waysToFit(choice: ButtonChoice): readonly ((button: Button) => boolean)[] {
  if (choice instanceof RegExp) return [(button) => choice.test(button.label)];
  if (typeof choice !== 'string') {
    const { label, actionId, blockId, value } = choice;
    const fitsLabel = (text: string) =>
      label instanceof RegExp ? label.test(text) : label === undefined || text.startsWith(label);
    return [
      (button) =>
        fitsLabel(button.label) &&
        (actionId === undefined || button.actionId === actionId) &&
        (blockId === undefined || button.blockId === blockId) &&
        (value === undefined || button.value === value),
    ];
  }
  return [
    (button) => button.label === choice,
    (button) => button.actionId === choice,
    (button) => button.label.startsWith(choice),
  ];
}

function describe(choice: ButtonChoice): string {
  return typeof choice === 'string'
    ? `“${choice}”`
    : choice instanceof RegExp
      ? String(choice)
      : JSON.stringify(choice);
}

function asButton({ actionId, blockId, element }: InteractiveElement): Button {
  return {
    label: textOf(element.text) ?? '',
    actionId,
    blockId,
    value: stringOf(element.value),
    style: stringOf(element.style),
    url: stringOf(element.url),
    accessibilityLabel: stringOf(element.accessibility_label),
    dialog: isObject(element.confirm) ? asDialog(element.confirm) : undefined,
  };
}

function asDialog(confirm: JsonObject): Dialog {
  return {
    title: textOf(confirm.title) ?? 'Are you sure?',
    text: textOf(confirm.text) ?? '',
    confirm: textOf(confirm.confirm) ?? 'Yes',
    deny: textOf(confirm.deny) ?? 'Cancel',
    style: stringOf(confirm.style),
  };
}

function textOf(value: unknown): string | undefined {
  return isObject(value) ? stringOf(value.text) : undefined;
}

function heldBy(block: JsonObject, key: string): readonly JsonObject[] {
  return block.type === 'rich_text' ? [] : objectsOf(block[key]);
}

function isInteractive(element: JsonObject): boolean {
  return !['image', 'plain_text', 'mrkdwn', 'card'].includes(String(element.type));
}

function found(blockId: string, element: JsonObject, input: JsonObject | undefined): InteractiveElement {
  return { blockId, actionId: stringOf(element.action_id) ?? '', element, input };
}
