import { type InteractiveElement, interactiveElements } from './interactive-elements.ts';
import { isObject, type JsonObject, objectsOf, own, stringOf } from './json.ts';

/** A person's input: text, or the value or label of a choice. A list for several choices. `''` or `[]` for nothing. */
export type Entered = string | readonly string[];

export interface Filled {
  /** The payload's `view.state.values`. */
  readonly state: JsonObject;
  /** Errors that Slack's client shows under inputs before sending, by block_id. */
  readonly errors: Readonly<Record<string, string>>;
}

/** Fills in a form. Inputs are named by action_id, block_id or label. Throws if a name matches none. */
export function fillIn(blocks: readonly JsonObject[], entered: Readonly<Record<string, Entered>>): Filled {
  const fields = interactiveElements(blocks).filter(({ element }) => readerOf(element) !== undefined);
  const state: Record<string, JsonObject> = {};
  const errors: Record<string, string> = {};
  const used = new Set<string>();
  for (const field of fields) {
    const name = namesOf(field).find((one) => one in entered);
    if (name !== undefined) used.add(name);
    const value = readerOf(field.element)?.(field.element, name === undefined ? undefined : entered[name]) ?? {};
    const error = field.input === undefined ? undefined : refuse(field, value);
    if (error !== undefined) errors[field.blockId] = error;
    state[field.blockId] = { ...state[field.blockId], [field.actionId]: { type: field.element.type, ...value } };
  }
  const unknown = Object.keys(entered).find((name) => !used.has(name));
  if (unknown !== undefined) {
    const known = fields.map((field) => namesOf(field).join(' or '));
    throw new Error(`The view has no input “${unknown}”. It has: ${known.join('; ')}.`);
  }
  return { state, errors };
}

type Reader = (element: JsonObject, entered: Entered | undefined) => JsonObject;

const text: Reader = (element, entered) => {
  const value = entered === undefined ? stringOf(element.initial_value) : String(entered);
  return { value: value === undefined || value === '' ? null : value };
};

const one =
  (key: string, initial: string): Reader =>
  (element, entered) => ({
    [key]: entered === undefined ? (element[initial] ?? null) : entered === '' ? null : entered,
  });

const many =
  (key: string, initial: string): Reader =>
  (element, entered) => ({
    [key]: entered === undefined ? (element[initial] ?? []) : [entered].flat(),
  });

const option: Reader = (element, entered) => ({
  selected_option:
    entered === undefined
      ? (element.initial_option ?? null)
      : entered === ''
        ? null
        : optionOf(element, String(entered)),
});

const options: Reader = (element, entered) => ({
  selected_options:
    entered === undefined ? (element.initial_options ?? []) : [entered].flat().map((each) => optionOf(element, each)),
});

const READERS: Readonly<Record<string, Reader>> = {
  plain_text_input: text,
  number_input: text,
  email_text_input: text,
  url_text_input: text,
  static_select: option,
  radio_buttons: option,
  multi_static_select: options,
  checkboxes: options,
  users_select: one('selected_user', 'initial_user'),
  conversations_select: one('selected_conversation', 'initial_conversation'),
  channels_select: one('selected_channel', 'initial_channel'),
  multi_users_select: many('selected_users', 'initial_users'),
  datepicker: one('selected_date', 'initial_date'),
  timepicker: one('selected_time', 'initial_time'),
  datetimepicker: one('selected_date_time', 'initial_date_time'),
};

function readerOf(element: JsonObject): Reader | undefined {
  return own(READERS, String(element.type));
}

/** The option with this value or label. Throws an error that lists all options if there is none. */
export function optionOf(element: JsonObject, wanted: string): JsonObject {
  const groups = objectsOf(element.option_groups).flatMap((group) => objectsOf(group.options));
  const all = [...objectsOf(element.options), ...groups];
  const labelOf = (one: JsonObject) => (isObject(one.text) ? stringOf(one.text.text) : undefined);
  const chosen = all.find((one) => one.value === wanted) ?? all.find((one) => labelOf(one) === wanted);
  if (chosen === undefined)
    throw new Error(`There is no choice “${wanted}”. There are: ${all.map(labelOf).join(', ')}.`);
  return { text: chosen.text, value: chosen.value };
}

function namesOf({ actionId, blockId, input }: InteractiveElement): readonly string[] {
  const label = isObject(input?.label) ? stringOf(input.label.text) : undefined;
  return [actionId, blockId, ...(label === undefined ? [] : [label])];
}

/** The client-side error of an input. */
function refuse({ element, input }: InteractiveElement, value: JsonObject): string | undefined {
  const entered = Object.values(value)[0];
  const isEmpty = entered === null || entered === undefined || (Array.isArray(entered) && entered.length === 0);
  if (isEmpty) return input?.optional === true ? undefined : 'Please complete this required field.';
  if (typeof entered !== 'string') return undefined;
  if (element.type === 'number_input') return refuseNumber(element, entered);
  if (element.type !== 'plain_text_input') return undefined;
  const { min_length: least, max_length: most } = element;
  if (typeof least === 'number' && entered.length < least) return `Enter at least ${least} characters.`;
  if (entered.length > (typeof most === 'number' ? most : 3000))
    return `Enter fewer than ${String(most ?? 3000)} characters.`;
  return undefined;
}

function refuseNumber(element: JsonObject, entered: string): string | undefined {
  const number = Number(entered);
  if (Number.isNaN(number)) return 'Enter a number.';
  if (element.is_decimal_allowed !== true && !Number.isInteger(number)) return 'Enter a whole number.';
  const least = stringOf(element.min_value);
  const most = stringOf(element.max_value);
  if (least !== undefined && number < Number(least)) return `Enter a number greater than or equal to ${least}.`;
  if (most !== undefined && number > Number(most)) return `Enter a number less than or equal to ${most}.`;
  return undefined;
}
