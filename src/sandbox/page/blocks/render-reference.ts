import { createElement, type ReactNode } from 'react';

/** A person or a user group, as `@name`; the reader's own name stands out. */
export function renderMention(name: string, isReader = false): ReactNode {
  return createElement('span', { className: isReader ? 'mention mention-of-you' : 'mention' }, name);
}

export function renderChannel(name: string): ReactNode {
  return createElement('span', { className: 'mention' }, `#${name}`);
}

/** `here`, `channel` or `everyone`, each of which tells the reader too. */
export function renderBroadcast(range: string): ReactNode {
  return renderMention(`@${range}`, true);
}

/** Only what a browser fetches from a server is a link; any other address, `javascript:` above all, stays text. */
export function renderLink(url: string, label: ReactNode): ReactNode {
  if (!/^https?:\/\//i.test(url)) return label;
  return createElement('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, label);
}
