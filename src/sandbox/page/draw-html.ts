import { createElement, Fragment, type ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';

/**
 * HTML without `style` attributes. The library that draws rich text writes some, and the page's content security policy
 * blocks each with an error in the console; the page's style sheet says what is needed of them. React escapes quotes in
 * text, so only attributes match.
 */
export const drawHtml = (node: ReactNode): string =>
  renderToStaticMarkup(createElement(Fragment, null, node)).replaceAll(/ style="[^"]*"/g, '');
