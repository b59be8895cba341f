import { createElement, Fragment, type ReactNode } from 'react';
import { isObject, type JsonObject, objectsOf, own, stringOf } from '../../slack/json.ts';
import { type Drawing, plainText, renderText } from './drawing.ts';
import { renderElement } from './render-element.ts';
import { renderInputBlock } from './render-input.ts';
import { renderLibraryBlock } from './render-library-block.ts';

type DrawBlock = (block: JsonObject, drawing: Drawing) => ReactNode;

/** Renders blocks like Slack. The attributes of interactive elements say which element they are. */
export function renderBlocks(blocks: readonly JsonObject[], drawing: Drawing): ReactNode {
  return createElement(Fragment, null, ...blocks.map((block) => renderBlock(block, drawing)));
}

function renderBlock(block: JsonObject, drawing: Drawing): ReactNode {
  const type = String(block.type);
  return own(DRAW, type)?.(block, drawing) ?? renderLibraryBlock(block, drawing.reader) ?? renderUnknown(type);
}

const section: DrawBlock = (block, drawing) => {
  const fields = objectsOf(block.fields).map((field) => createElement('div', null, renderText(field, drawing)));
  const text = isObject(block.text) ? createElement('div', null, renderText(block.text, drawing)) : undefined;
  return createElement(
    'div',
    { className: 'section' },
    createElement(
      'div',
      { className: 'section-text' },
      text,
      fields.length === 0 ? undefined : createElement('div', { className: 'fields' }, ...fields),
    ),
    isObject(block.accessory) ? drawHeld(block, block.accessory, drawing) : undefined,
  );
};

const context: DrawBlock = (block, drawing) =>
  createElement(
    'div',
    { className: 'context' },
    ...objectsOf(block.elements).map((element) =>
      createElement('div', null, element.type === 'image' ? stringOf(element.alt_text) : renderText(element, drawing)),
    ),
  );

const actions: DrawBlock = (block, drawing) =>
  createElement(
    'div',
    { className: 'actions' },
    ...objectsOf(block.elements).map((element) => drawHeld(block, element, drawing)),
  );

const container: DrawBlock = (block, drawing) =>
  createElement(
    'details',
    { className: 'container', open: block.default_collapsed !== true },
    createElement(
      'summary',
      null,
      plainText(block.title),
      ' ',
      createElement('small', null, plainText(block.subtitle)),
    ),
    renderBlocks(objectsOf(block.child_blocks), drawing),
  );

const DRAW: Readonly<Record<string, DrawBlock>> = {
  section,
  context,
  actions,
  container,
  header: (block) =>
    createElement('div', { className: 'header', role: 'heading', 'aria-level': 3 }, plainText(block.text)),
  divider: () => createElement('hr'),
  input: renderInputBlock,
  image: (block) => createElement('div', { className: 'context' }, `Image: ${String(block.alt_text ?? '')}`),
};

function drawHeld(block: JsonObject, element: JsonObject, drawing: Drawing): ReactNode {
  if (element.type === 'image') return undefined;
  return renderElement(element, { blockId: stringOf(block.block_id) ?? '', isAsked: false }, drawing);
}

/** Named instead of omitted, so that a message never looks shorter than it is. */
function renderUnknown(type: string): ReactNode {
  return createElement('div', { className: 'context' }, `This page does not draw blocks of the type ${type}.`);
}
