import type { PeopleList } from '../domain/person.ts';

/**
 * The one door by which people's text enters Slack's markup: entities are escaped, control, bidirectional and zero-width
 * characters are taken out, and it is cut by code point, so that no half of an emoji is left.
 */
export function escapeText(text: string, limit = 300): string {
  const clean = text.replaceAll(/[\t\n\r]+/g, ' ').replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/gu, '');
  return escapeEntities(cutText(clean, limit));
}

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
export const linkTo = (url: string, label: string): string => `<${url}|${escapeText(label)}>`;

/** Everyone in a list, in Slack's own mentions; a list of the whole team is said in words, and so pings nobody. */
export function mentionList(list: PeopleList): string {
  if (list.everyone) return 'anyone in the team';
  return [...list.people.map(mentionPerson), ...list.groups.map(mentionGroup)].join(' or ');
}

/** Everybody in a list, told at once. */
export const mentionAll = ({ people, groups }: PeopleList): string =>
  [...people.map(mentionPerson), ...groups.map(mentionGroup)].join(' ');

/** Our own sentences say `@U…` for a person, `@S…` for a user group, `#C…` for a channel and ISO 8601 for a moment; nobody's typed text is ever in them. */
export const linkIds = (sentence: string): string =>
  showTimes(escapeEntities(sentence))
    .replaceAll(/@([UW][A-Z0-9]{2,})\b/g, '<@$1>')
    .replaceAll(/@(S[A-Z0-9]{2,})\b/g, '<!subteam^$1>')
    .replaceAll(/#([CG][A-Z0-9]{2,})\b/g, '<#$1>');

/** A time in ISO 8601, as our own sentences say it, becomes the reader's; in typed text it would do no harm. */
export const showTimes = (escaped: string): string =>
  escaped.replaceAll(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, (iso) => sayWhen(new Date(iso), 'day_and_time'));

/** A moment in the reader's own time zone, with UTC for clients that cannot. `{time}` alone where the day is clear. */
export function sayWhen(at: Date, format: 'time' | 'day_and_time' = 'time'): string {
  const utc = `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const shown = format === 'time' ? '{time}' : '{date_short_pretty} {time}';
  return `<!date^${Math.floor(at.getTime() / 1_000)}^${shown}|${utc}>`;
}
