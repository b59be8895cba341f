import { createElement, Fragment, type ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';

/**
 * Renders HTML without `style` attributes. The library that draws rich text writes some, and the page's content
 * security policy blocks each with an error in the console. The page's style sheet replaces them. React escapes quotes
 * in text, so only attributes match.
 */
export const drawHtml = (node: ReactNode): string =>
  renderToStaticMarkup(createElement(Fragment, null, node)).replaceAll(/ style="[^"]*"/g, '');
