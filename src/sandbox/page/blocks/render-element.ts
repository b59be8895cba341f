import { createElement, type ReactNode } from 'react';
import { type JsonObject, own } from '../../slack/json.ts';
import type { Drawing } from './drawing.ts';
import type { Held } from './place-of-element.ts';
import { renderButton } from './render-button.ts';
import { renderMenu, renderOverflow, renderPeopleMenu, renderTicks } from './render-choices.ts';
import { renderTextInput } from './render-text-input.ts';

type DrawElement = (element: JsonObject, held: Held, drawing: Drawing) => ReactNode;

const DRAW: Readonly<Record<string, DrawElement>> = {
  button: renderButton,
  workflow_button: renderButton,
  overflow: renderOverflow,
  static_select: renderMenu,
  multi_static_select: renderMenu,
  users_select: renderPeopleMenu,
  multi_users_select: renderPeopleMenu,
  radio_buttons: renderTicks,
  checkboxes: renderTicks,
  plain_text_input: renderTextInput,
  number_input: renderTextInput,
  email_text_input: renderTextInput,
  url_text_input: renderTextInput,
  datepicker: renderTextInput,
  timepicker: renderTextInput,
};

export function renderElement(element: JsonObject, held: Held, drawing: Drawing): ReactNode {
  const type = String(element.type);
  return own(DRAW, type)?.(element, held, drawing) ?? createElement('small', null, `(${type}: not on this page)`);
}
