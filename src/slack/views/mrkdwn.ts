import { oneLine } from '../../domain/clean-text.ts';
import type { PeopleList } from '../../domain/person.ts';
import { type Part, plainText, sentenceOf, type Words } from '../../domain/sentence.ts';

/**
 * The one door by which foreign text enters Slack's markup. Whatever cannot be seen is taken out (control, bidirectional
 * and zero-width characters), line breaks become spaces, it is cut by code point with an ellipsis, and entities are
 * escaped.
 */
export const escapeText = (text: string, limit = 300): string => escapeEntities(oneLine(text, limit));

/** Cut by code point, with an ellipsis where something is left out. */
export function cutText(text: string, limit: number): string {
  const points = [...text];
  return points.length <= limit ? text : `${points.slice(0, limit - 1).join('')}…`;
}

const escapeEntities = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

export const mentionPerson = (id: string): string => `<@${id}>`;
export const mentionChannel = (id: string): string => `<#${id}>`;
const mentionGroup = (id: string): string => `<!subteam^${id}>`;
/** An address never ends its own link early. */
export const linkTo = (url: string, label: string): string =>
  `<${url.replaceAll(/[<>|\s]/g, encodeURIComponent)}|${escapeText(label)}>`;

/** Everyone in a list, in Slack's own mentions; a list of the whole team is said in words, and so pings nobody. */
export function mentionList(list: PeopleList): string {
  if (list.everyone) return 'anyone in the team';
  return [...list.people.map(mentionPerson), ...list.groups.map(mentionGroup)].join(' or ');
}

/** Everybody in a list, told at once. */
export const mentionAll = ({ people, groups }: PeopleList): string =>
  [...people.map(mentionPerson), ...groups.map(mentionGroup)].join(' ');

/** A sentence in Slack's markup, at most so many visible characters long: no part is cut but foreign text. */
export function writeSentence(words: Words, limit = Number.POSITIVE_INFINITY): string {
  let written = '';
  let left = limit;
  for (const part of sentenceOf(words)) {
    const length = [...plainText([part])].length;
    if (length <= left) written += writePart(part);
    else if (part.kind === 'foreign') return `${written}${escapeText(part.text, Math.max(1, left))}`;
    else return `${written}${part.kind === 'words' ? cutText(part.text, Math.max(1, left)) : '…'}`;
    left -= length;
  }
  return written;
}

function writePart(part: Part): string {
  switch (part.kind) {
    case 'words':
      return part.text;
    case 'person':
      return mentionPerson(part.id);
    case 'group':
      return mentionGroup(part.id);
    case 'channel':
      return mentionChannel(part.id);
    case 'time':
      return sayWhen(part.at, 'day_and_time');
    case 'foreign':
      return escapeText(part.text, part.limit);
  }
}

/** A moment in the reader's own time zone, with UTC for clients that cannot. `{time}` alone where the day is clear. */
export function sayWhen(at: Date, format: 'time' | 'day_and_time' = 'time'): string {
  const utc = `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const shown = format === 'time' ? '{time}' : '{date_short_pretty} {time}';
  return `<!date^${Math.floor(at.getTime() / 1_000)}^${shown}|${utc}>`;
}
