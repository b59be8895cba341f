import {
  confirm,
  imageElement,
  literal,
  menuOption,
  optionGroups,
  plainText,
  tickOption,
} from './composition-objects.ts';
import { LIMITS } from './limits.ts';
import { boolean, type Check, every, list, object, oneOf, rule, string, url, whole } from './shape.ts';

const id = string(LIMITS.identifier);
const placeholder = plainText(LIMITS.placeholder);
const actionable = { action_id: id };
const focusable = { focus_on_load: boolean };
const menu = { ...actionable, ...focusable, confirm, placeholder };
const dispatchable = {
  dispatch_action_config: object(
    {},
    { trigger_actions_on: list(oneOf('on_enter_pressed', 'on_character_entered'), { most: 2 }) },
  ),
};
const typed = {
  ...actionable,
  ...focusable,
  ...dispatchable,
  placeholder,
  initial_value: string(LIMITS.plainTextInput, 0),
};
const severalAtMost = { max_selected_items: whole(1, LIMITS.options) };

const button = object(
  { type: literal('button'), text: plainText(LIMITS.buttonText) },
  {
    ...actionable,
    confirm,
    value: string(LIMITS.buttonValue),
    url: url(LIMITS.url),
    style: oneOf('primary', 'danger'),
    accessibility_label: string(LIMITS.accessibilityLabel),
  },
);

const hasOptions = rule((select) =>
  (select.options === undefined) === (select.option_groups === undefined)
    ? 'exactly one of options and option_groups is needed'
    : undefined,
);
const staticOptions = { options: list(menuOption, { most: LIMITS.options }), option_groups: optionGroups };

const filter = object(
  {},
  {
    include: list(oneOf('im', 'mpim', 'private', 'public'), { most: 4 }),
    exclude_external_shared_channels: boolean,
    exclude_bot_users: boolean,
  },
);

/** Menus by type, for one choice or several. */
const MENUS: Readonly<Record<string, Check>> = {
  static_select: every(
    object({ type: literal('static_select') }, { ...menu, ...staticOptions, initial_option: menuOption }),
    hasOptions,
  ),
  multi_static_select: every(
    object(
      { type: literal('multi_static_select') },
      { ...menu, ...staticOptions, ...severalAtMost, initial_options: list(menuOption, { most: LIMITS.options }) },
    ),
    hasOptions,
  ),
  users_select: object({ type: literal('users_select') }, { ...menu, initial_user: id }),
  multi_users_select: object(
    { type: literal('multi_users_select') },
    { ...menu, ...severalAtMost, initial_users: list(id, { most: LIMITS.options }) },
  ),
  conversations_select: object(
    { type: literal('conversations_select') },
    {
      ...menu,
      initial_conversation: id,
      default_to_current_conversation: boolean,
      filter,
      response_url_enabled: boolean,
    },
  ),
  channels_select: object(
    { type: literal('channels_select') },
    { ...menu, initial_channel: id, response_url_enabled: boolean },
  ),
  external_select: object(
    { type: literal('external_select') },
    { ...menu, initial_option: menuOption, min_query_length: whole(0, LIMITS.optionText) },
  ),
};

/** Choices that are always visible. */
const TICKS: Readonly<Record<string, Check>> = {
  checkboxes: object(
    { type: literal('checkboxes'), options: list(tickOption, { most: LIMITS.checkboxes }) },
    { ...actionable, ...focusable, confirm, initial_options: list(tickOption, { most: LIMITS.checkboxes }) },
  ),
  radio_buttons: object(
    { type: literal('radio_buttons'), options: list(tickOption, { most: LIMITS.checkboxes }) },
    { ...actionable, ...focusable, confirm, initial_option: tickOption },
  ),
};

const PICKERS: Readonly<Record<string, Check>> = {
  datepicker: object({ type: literal('datepicker') }, { ...menu, initial_date: string(10, 10) }),
  timepicker: object({ type: literal('timepicker') }, { ...menu, initial_time: string(5, 5), timezone: id }),
};

const dateTimePicker = object(
  { type: literal('datetimepicker') },
  { ...actionable, ...focusable, confirm, initial_date_time: whole(1_000_000_000, 9_999_999_999) },
);

const overflow = object(
  { type: literal('overflow'), options: list(menuOption, { most: LIMITS.overflowOptions }) },
  { ...actionable, confirm },
);

/** Text inputs, which are allowed only in an input block. */
const TYPED: Readonly<Record<string, Check>> = {
  plain_text_input: object(
    { type: literal('plain_text_input') },
    {
      ...typed,
      multiline: boolean,
      min_length: whole(0, LIMITS.plainTextInput),
      max_length: whole(1, LIMITS.plainTextInput),
    },
  ),
  number_input: object(
    { type: literal('number_input'), is_decimal_allowed: boolean },
    { ...typed, min_value: string(LIMITS.identifier), max_value: string(LIMITS.identifier) },
  ),
  email_text_input: object({ type: literal('email_text_input') }, typed),
  url_text_input: object({ type: literal('url_text_input') }, typed),
};

/** The elements of an actions block. */
export const ACTION_ELEMENTS: Readonly<Record<string, Check>> = {
  button,
  overflow,
  datetimepicker: dateTimePicker,
  ...MENUS,
  ...TICKS,
  ...PICKERS,
};

/** The accessories of a section. */
export const ACCESSORIES: Readonly<Record<string, Check>> = {
  button,
  overflow,
  image: imageElement,
  ...MENUS,
  ...TICKS,
  ...PICKERS,
};

/** The elements of an input block. */
export const INPUT_ELEMENTS: Readonly<Record<string, Check>> = {
  datetimepicker: dateTimePicker,
  ...MENUS,
  ...TICKS,
  ...PICKERS,
  ...TYPED,
};

const feedbackButton = object(
  { text: plainText(LIMITS.buttonText), value: string(LIMITS.buttonValue) },
  { accessibility_label: string(LIMITS.accessibilityLabel) },
);

export const CONTEXT_ACTIONS: Readonly<Record<string, Check>> = {
  feedback_buttons: object(
    { type: literal('feedback_buttons'), positive_button: feedbackButton, negative_button: feedbackButton },
    actionable,
  ),
  icon_button: object(
    { type: literal('icon_button'), icon: id, text: plainText(LIMITS.buttonText) },
    {
      ...actionable,
      confirm,
      value: string(LIMITS.buttonValue),
      accessibility_label: string(LIMITS.accessibilityLabel),
      visible_to_user_ids: list(id, { most: LIMITS.options }),
    },
  ),
};

export { button };
