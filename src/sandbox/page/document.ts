import { createElement, type ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { own } from '../slack/json.ts';
import type { PageOptions } from './options.ts';
import type { Regions } from './regions.ts';

/** The whole page with its current regions. */
export function renderDocument(options: PageOptions, regions: Regions): string {
  // In one pass, so that no text of a person is taken for a region's placeholder.
  return renderFrame(options).replaceAll(/@@([a-z]+)@@/g, (place, name: string) => own(regions, name) ?? place);
}

function renderFrame(options: PageOptions): string {
  const title = options.title ?? `${options.slack.installation.team.name} sandbox`;
  const page = createElement(
    'html',
    { lang: 'en', 'data-tab': 'channel' },
    createElement(
      'head',
      null,
      createElement('meta', { charSet: 'utf-8' }),
      createElement('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      createElement('meta', { name: 'color-scheme', content: 'light dark' }),
      createElement('title', null, title),
      createElement('link', { rel: 'icon', href: 'data:,' }),
      createElement('link', { rel: 'stylesheet', href: '/blocks.css' }),
      createElement('link', { rel: 'stylesheet', href: '/page.css' }),
      createElement('script', { src: '/page.js', defer: true }),
    ),
    createElement('body', null, renderSide(title), renderTabs(), renderPanes(options), ...renderOverlays()),
  );
  return `<!doctype html>${renderToStaticMarkup(page)}`;
}

const region = (name: string, tag = 'div', more: Readonly<Record<string, string>> = {}): ReactNode =>
  createElement(tag, { 'data-region': name, ...more }, `@@${name}@@`);

function renderSide(title: string): ReactNode {
  return createElement(
    'nav',
    { className: 'side', 'aria-label': 'People and channels' },
    createElement('h1', null, title, createElement('small', null, 'Nothing here is real.')),
    createElement('h2', { id: 'people' }, 'You are'),
    region('people', 'div', { role: 'group', 'aria-labelledby': 'people', className: 'people' }),
    createElement('h2', { id: 'channels' }, 'Channels'),
    region('channels', 'div', { role: 'group', 'aria-labelledby': 'channels', className: 'channels' }),
  );
}

function renderTabs(): ReactNode {
  const tabs = [
    ['channel', 'Channel'],
    ['thread', 'Thread'],
    ['hcp-terraform', 'HCP Terraform'],
  ].map(([pane, label]) => createElement('button', { type: 'button', 'data-show': pane }, label));
  return createElement('nav', { className: 'tabs', 'aria-label': 'Panes' }, ...tabs);
}

function renderPanes({ suggestions = [] }: PageOptions): ReactNode {
  const chips = suggestions.map((text) =>
    createElement('button', { type: 'button', className: 'chip', 'data-suggest': text }, text),
  );
  return createElement(
    'div',
    { className: 'panes' },
    createElement(
      'main',
      { className: 'pane', 'data-pane': 'channel' },
      createElement('header', null, region('heading', 'h2')),
      region('messages', 'div', LOG('Messages of the channel')),
      createElement('div', { className: 'chips' }, ...chips),
      renderComposer('composer', 'Message or /command'),
    ),
    createElement(
      'aside',
      { className: 'pane', 'data-pane': 'thread', 'aria-label': 'Thread', hidden: true },
      createElement('header', null, createElement('h2', null, 'Thread'), renderCloseThread()),
      region('thread', 'div', LOG('Messages of the thread')),
      renderComposer('reply', 'Reply in the thread'),
    ),
    createElement(
      'aside',
      { className: 'pane', 'data-pane': 'hcp-terraform', 'aria-label': 'HCP Terraform' },
      createElement('header', null, createElement('h2', null, 'HCP Terraform')),
      region('workspace', 'div', { className: 'scroll workspace' }),
    ),
  );
}

const LOG = (label: string) => ({
  className: 'scroll messages',
  role: 'log',
  'aria-live': 'polite',
  'aria-label': label,
});

function renderCloseThread(): ReactNode {
  return createElement(
    'button',
    { type: 'button', className: 'quiet', 'data-close-thread': true, 'aria-label': 'Close the thread' },
    '✕',
  );
}

function renderComposer(name: string, label: string): ReactNode {
  return createElement(
    'form',
    { className: 'composer', 'data-say': name },
    createElement('textarea', { name, rows: 1, 'aria-label': label, placeholder: label, autoComplete: 'off' }),
    createElement('button', { type: 'submit', className: 'button primary' }, 'Send'),
  );
}

function renderOverlays(): readonly ReactNode[] {
  const dialog = createElement(
    'dialog',
    {
      id: 'confirm',
      className: 'modal',
      role: 'alertdialog',
      'aria-labelledby': 'confirm-title',
      'aria-describedby': 'confirm-text',
    },
    createElement('header', null, createElement('h2', { id: 'confirm-title' })),
    createElement('p', { id: 'confirm-text', className: 'modal-body' }),
    createElement(
      'footer',
      null,
      createElement('button', { type: 'button', className: 'button', 'data-answer': 'deny' }),
      createElement('button', { type: 'button', className: 'button primary', 'data-answer': 'confirm' }),
    ),
  );
  return [
    region('modals'),
    dialog,
    createElement('div', { id: 'trouble', role: 'alert', popover: 'manual' }),
    createElement('div', { id: 'away', role: 'status', hidden: true }, 'The sandbox cannot be reached. Trying again…'),
  ];
}
