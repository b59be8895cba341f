import { createElement, type ReactNode } from 'react';
import { SLACKBOT } from '../../slack/ephemerals.ts';
import type { PageOptions } from '../options.ts';

/** The number of face colours in the style sheet. */
const COLOURS = 8;

/** A square with a person's initials, in their own colour. */
export function renderFace({ slack }: PageOptions, author: string, name: string): ReactNode {
  const place = slack.people.findIndex(({ id }) => id === author);
  const isApp = author === slack.installation.botUserId || author === SLACKBOT;
  const colour = isApp ? 'app' : String(Math.max(place, 0) % COLOURS);
  return createElement('span', { className: `face face-${colour}`, 'aria-hidden': true }, isApp ? '▲' : initials(name));
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== '');
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters.map((word) => [...(word ?? '')][0]?.toUpperCase() ?? '').join('');
}
