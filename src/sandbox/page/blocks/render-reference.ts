import { createElement, type ReactNode } from 'react';

/** A person or a user group as `@name`. The reader's own name is highlighted. */
export function renderMention(name: string, isReader = false): ReactNode {
  return createElement('span', { className: isReader ? 'mention mention-of-you' : 'mention' }, name);
}

export function renderChannel(name: string): ReactNode {
  return createElement('span', { className: 'mention' }, `#${name}`);
}

/** `here`, `channel` or `everyone`, which also mention the reader. */
export function renderBroadcast(range: string): ReactNode {
  return renderMention(`@${range}`, true);
}

/** Only http and https addresses become links. Any other, above all `javascript:`, stays text. */
export function renderLink(url: string, label: ReactNode): ReactNode {
  if (!/^https?:\/\//i.test(url)) return label;
  return createElement('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, label);
}
