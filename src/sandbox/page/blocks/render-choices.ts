import { createElement, type ReactNode } from 'react';
import { isObject, type JsonObject, objectsOf, stringOf } from '../../slack/json.ts';
import { type Drawing, plainText, renderText } from './drawing.ts';
import { dataOf, type Held, idOf } from './place-of-element.ts';

interface Choice {
  readonly value: string;
  readonly label: string;
}

/** A menu of options with one or several choices. */
export function renderMenu(element: JsonObject, held: Held, drawing: Drawing): ReactNode {
  const groups = objectsOf(element.option_groups).map((group) =>
    createElement('optgroup', { label: plainText(group.label) }, ...objectsOf(group.options).map(choiceOf).map(option)),
  );
  const options = objectsOf(element.options).map(choiceOf).map(option);
  const initial = [element.initial_option, ...objectsOf(element.initial_options)].filter(isObject);
  return menu(element, { held, drawing, shown: [...options, ...groups], initial: initial.map(optionValue) });
}

export function renderPeopleMenu(element: JsonObject, held: Held, drawing: Drawing): ReactNode {
  const shown = drawing.people.map(({ id, realName }) => option({ value: id, label: realName }));
  const several = Array.isArray(element.initial_users) ? element.initial_users : [];
  const initial = [element.initial_user, ...several].filter((id) => typeof id === 'string');
  return menu(element, { held, drawing, shown, initial });
}

/** The overflow menu (three dots): a choice is sent immediately, and nothing stays selected. */
export function renderOverflow(element: JsonObject, held: Held, drawing: Drawing): ReactNode {
  const shown = objectsOf(element.options).map(choiceOf).map(option);
  return menu({ ...element, placeholder: { type: 'plain_text', text: '⋯' } }, { held, drawing, shown, initial: [] });
}

/** Radio buttons and checkboxes. */
export function renderTicks(element: JsonObject, held: Held, drawing: Drawing): ReactNode {
  const id = idOf(element, held, drawing);
  const type = element.type === 'checkboxes' ? 'checkbox' : 'radio';
  const initial = [element.initial_option, ...objectsOf(element.initial_options)].filter(isObject).map(optionValue);
  const ticks = objectsOf(element.options).map((each) =>
    createElement(
      'label',
      { className: 'tick' },
      createElement('input', {
        type,
        name: id,
        value: optionValue(each),
        defaultChecked: initial.includes(optionValue(each)),
      }),
      createElement('span', null, renderText(each.text, drawing), describe(each, drawing)),
    ),
  );
  return createElement('div', { ...dataOf(element, held), id, role: 'group', className: 'ticks' }, ...ticks);
}

function describe(each: JsonObject, drawing: Drawing): ReactNode {
  return isObject(each.description) ? createElement('small', null, renderText(each.description, drawing)) : undefined;
}

interface Menu {
  readonly held: Held;
  readonly drawing: Drawing;
  readonly shown: readonly ReactNode[];
  readonly initial: readonly string[];
}

function menu(element: JsonObject, { held, drawing, shown, initial }: Menu): ReactNode {
  const multiple = String(element.type).startsWith('multi_');
  const placeholder = plainText(element.placeholder) || 'Choose…';
  return createElement(
    'select',
    {
      ...dataOf(element, held),
      id: idOf(element, held, drawing),
      className: 'input',
      multiple,
      defaultValue: multiple ? initial : (initial[0] ?? ''),
      ...(held.isAsked ? {} : { 'aria-label': placeholder }),
    },
    multiple ? undefined : createElement('option', { value: '' }, placeholder),
    ...shown,
  );
}

const option = ({ value, label }: Choice): ReactNode => createElement('option', { value }, label);

const optionValue = (one: JsonObject): string => stringOf(one.value) ?? '';

const choiceOf = (one: JsonObject): Choice => ({ value: optionValue(one), label: plainText(one.text) });
