import { createElement, Fragment, type ReactNode } from 'react';
import { isObject, own } from '../../slack/json.ts';
import type { OpenView } from '../../slack/views.ts';
import { plainText } from '../blocks/drawing.ts';
import { renderBlocks } from '../blocks/render-block.ts';
import type { PageOptions } from '../options.ts';
import type { PageReader } from '../reader.ts';
import { peopleOf, type Screen } from '../screen.ts';

/** All of the person's open modals, the front one last. The page's script shows them. */
export function renderModals(screen: Screen, options: PageOptions, reader: PageReader): ReactNode {
  const views = options.slack.views(screen.person.id);
  return createElement(Fragment, null, ...views.map((open) => renderModal(open, options, reader)));
}

function renderModal(open: OpenView, options: PageOptions, reader: PageReader): ReactNode {
  const { id, view, errors } = open;
  const titleId = `title-${id}`;
  const general = own(errors, '');
  const drawing = { reader, prefix: id, people: peopleOf(options), errors };
  return createElement(
    'dialog',
    { className: 'modal', 'data-key': id, 'data-view': id, 'aria-labelledby': titleId },
    createElement(
      'form',
      { 'data-submit': id, noValidate: true },
      createElement(
        'header',
        null,
        createElement('h2', { id: titleId }, plainText(view.title)),
        createElement(
          'button',
          { type: 'button', className: 'quiet', 'data-close-view': id, 'aria-label': 'Close' },
          '✕',
        ),
      ),
      createElement(
        'div',
        { className: 'modal-body' },
        renderBlocks(view.blocks, drawing),
        general === undefined ? undefined : createElement('p', { className: 'wrong', role: 'alert' }, general),
      ),
      renderFooter(open),
    ),
  );
}

function renderFooter({ id, view }: OpenView): ReactNode {
  const submit = plainText(view.submit) || 'Submit';
  return createElement(
    'footer',
    null,
    createElement(
      'button',
      { type: 'button', className: 'button', 'data-close-view': id },
      plainText(view.close) || (isObject(view.submit) ? 'Cancel' : 'Close'),
    ),
    isObject(view.submit)
      ? createElement('button', { type: 'submit', className: 'button primary' }, submit)
      : undefined,
  );
}
