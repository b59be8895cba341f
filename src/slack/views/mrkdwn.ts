import { oneLine } from '../../domain/clean-text.ts';
import type { PeopleList } from '../../domain/person.ts';
import { type Part, plainText, sentenceOf, type Words } from '../../domain/sentence.ts';

/**
 * The only way for foreign text into Slack's markup. Removes invisible characters (control, bidirectional, zero-width),
 * turns line breaks into spaces, cuts by code point and escapes entities.
 */
export const escapeText = (text: string, limit = 300): string => escapeEntities(oneLine(text, limit));

/** Cuts by code point and ends with an ellipsis. */
export function cutText(text: string, limit: number): string {
  const points = [...text];
  return points.length <= limit ? text : `${points.slice(0, limit - 1).join('')}…`;
}

const escapeEntities = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

export const mentionPerson = (id: string): string => `<@${id}>`;
export const mentionChannel = (id: string): string => `<#${id}>`;
const mentionGroup = (id: string): string => `<!subteam^${id}>`;
/** A link. Characters that would end it early are encoded. */
export const linkTo = (url: string, label: string): string =>
  `<${url.replaceAll(/[<>|\s]/g, encodeURIComponent)}|${escapeText(label)}>`;

/** A list as mentions. The whole team is named in words, so that nobody is notified. */
export function mentionList(list: PeopleList): string {
  if (list.everyone) return 'anyone in the team';
  return [...list.people.map(mentionPerson), ...list.groups.map(mentionGroup)].join(' or ');
}

/** Mentions everybody in the list. */
export const mentionAll = ({ people, groups }: PeopleList): string =>
  [...people.map(mentionPerson), ...groups.map(mentionGroup)].join(' ');

/** A sentence in Slack's markup, up to a number of visible characters. Only foreign text is ever cut. */
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

/** A time in the reader's time zone, with UTC as fallback. The default leaves out the day. */
export function sayWhen(at: Date, format: 'time' | 'day_and_time' = 'time'): string {
  const utc = `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const shown = format === 'time' ? '{time}' : '{date_short_pretty} {time}';
  return `<!date^${Math.floor(at.getTime() / 1_000)}^${shown}|${utc}>`;
}
