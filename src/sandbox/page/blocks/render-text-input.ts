import { createElement, type ReactNode } from 'react';
import { type JsonObject, own, stringOf } from '../../slack/json.ts';
import { type Drawing, plainText } from './drawing.ts';
import { dataOf, type Held, idOf } from './place-of-element.ts';

/** The browser's input types. A number stays text, so that an invalid one reaches Slack's own check. */
const KINDS: Readonly<Record<string, string>> = { datepicker: 'date', timepicker: 'time' };

export function renderTextInput(element: JsonObject, held: Held, drawing: Drawing): ReactNode {
  const type = String(element.type);
  const initial = element.initial_value ?? element.initial_date ?? element.initial_time;
  const attributes = {
    ...dataOf(element, held),
    id: idOf(element, held, drawing),
    className: 'input',
    placeholder: plainText(element.placeholder) || undefined,
    defaultValue: stringOf(initial),
    maxLength: typeof element.max_length === 'number' ? element.max_length : undefined,
    autoFocus: element.focus_on_load === true ? true : undefined,
    inputMode: type === 'number_input' ? ('decimal' as const) : undefined,
    autoComplete: 'off',
  };
  return element.multiline === true
    ? createElement('textarea', { ...attributes, rows: 4 })
    : createElement('input', { ...attributes, type: own(KINDS, type) ?? 'text' });
}
