import { createElement, type ReactNode } from 'react';
import { isObject, type JsonObject, stringOf } from '../../slack/json.ts';
import { plainText } from './drawing.ts';
import type { Held } from './place-of-element.ts';

/** Renders a button. Its attributes tell the page's script what to send, and what to ask first. */
export function renderButton(element: JsonObject, { blockId }: Held): ReactNode {
  const style = stringOf(element.style);
  const url = stringOf(element.url);
  const isLink = url !== undefined && /^https?:\/\//i.test(url);
  return createElement(
    isLink ? 'a' : 'button',
    {
      className: style === 'primary' || style === 'danger' ? `button ${style}` : 'button',
      'aria-label': stringOf(element.accessibility_label),
      'data-press': stringOf(element.action_id) ?? '',
      'data-block': blockId,
      'data-value': stringOf(element.value),
      'data-confirm': isObject(element.confirm) ? JSON.stringify(dialogOf(element.confirm)) : undefined,
      ...(isLink ? { href: url, target: '_blank', rel: 'noopener noreferrer' } : { type: 'button' }),
    },
    plainText(element.text),
  );
}

function dialogOf(confirm: JsonObject): JsonObject {
  return {
    title: plainText(confirm.title) || 'Are you sure?',
    text: plainText(confirm.text),
    confirm: plainText(confirm.confirm) || 'Yes',
    deny: plainText(confirm.deny) || 'Cancel',
    style: stringOf(confirm.style) ?? 'primary',
  };
}
