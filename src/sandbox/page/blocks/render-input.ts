import { createElement, type ReactNode } from 'react';
import { isObject, type JsonObject, own, stringOf } from '../../slack/json.ts';
import { type Drawing, plainText } from './drawing.ts';
import { type Held, idOf } from './place-of-element.ts';
import { renderElement } from './render-element.ts';

/** An input with its label and hint, and its error in red. */
export function renderInputBlock(block: JsonObject, drawing: Drawing): ReactNode {
  if (!isObject(block.element)) return undefined;
  const blockId = stringOf(block.block_id) ?? '';
  const error = own(drawing.errors, blockId);
  const hint = plainText(block.hint);
  const noteId = `${drawing.prefix}-${blockId}-note`;
  const held: Held = {
    blockId,
    isAsked: true,
    isWrong: error !== undefined,
    describedBy: error === undefined && hint === '' ? undefined : noteId,
    dispatches: block.dispatch_action === true,
  };
  return createElement(
    'div',
    { className: 'asked', 'data-key': blockId },
    createElement(
      'label',
      { htmlFor: idOf(block.element, held, drawing) },
      plainText(block.label),
      block.optional === true ? createElement('small', null, ' (optional)') : undefined,
    ),
    renderElement(block.element, held, drawing),
    error === undefined
      ? createElement('small', { id: noteId, className: 'hint' }, hint)
      : createElement('small', { id: noteId, className: 'wrong', role: 'alert' }, error),
  );
}
