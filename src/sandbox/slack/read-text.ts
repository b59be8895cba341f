import { readDate } from './read-date.ts';
import type { World } from './world.ts';

/** The reader: dates are shown in their time zone, and names are the team's. */
export interface Reader {
  readonly timezone: string;
  readonly now: number;
  readonly personName: (id: string) => string;
  readonly channelName: (id: string) => string;
  readonly groupHandle: (id: string) => string;
}

export function readerIn(world: World, timezone: string): Reader {
  return {
    timezone,
    now: world.clock.now(),
    personName: (id) =>
      id === world.installation.botUserId ? world.installation.botName : (world.people.find(id)?.realName ?? id),
    channelName: (id) => world.channels.find(id)?.name ?? id,
    groupHandle: (id) => world.userGroups.find(id)?.handle ?? id,
  };
}

/** Mrkdwn as a person reads it: names for mentions, dates in their time zone, without formatting marks and escapes. */
export function readMrkdwn(text: string, reader: Reader): string {
  const parts = text.split(/(```[\s\S]*?```|`[^`\n]+`)/);
  return parts.map((part, index) => (index % 2 === 1 ? readCode(part, reader) : readProse(part, reader))).join('');
}

function readCode(part: string, reader: Reader): string {
  return readProse(part.replace(/^```\n?|\n?```$/g, '').replace(/^`|`$/g, ''), reader, false);
}

function readProse(text: string, reader: Reader, isFormatted = true): string {
  return text
    .split(/(<[^<>\n]+>)/)
    .map((part, index) => {
      if (index % 2 === 1) return readReference(part.slice(1, -1), reader);
      return unescaped(isFormatted ? withoutMarks(part) : part);
    })
    .join('');
}

/**
 * Removes the marks of `*bold*`, `_italic_` and `~struck~` at word boundaries only: a name_with_underscores stays as it
 * is.
 */
function withoutMarks(text: string): string {
  return ['\\*', '_', '~'].reduce(
    (rest, mark) =>
      rest.replace(
        new RegExp(`(^|[\\s([{"'>—–-])${mark}(?=\\S)([^\\n]*?\\S)${mark}(?=$|[\\s.,;:!?)\\]}"'—–-])`, 'gm'),
        '$1$2',
      ),
    text,
  );
}

function readReference(inner: string, reader: Reader): string {
  const [target = '', label] = splitOnce(inner, '|');
  if (target.startsWith('@')) return `@${reader.personName(target.slice(1))}`;
  if (target.startsWith('#')) return `#${reader.channelName(target.slice(1))}`;
  if (target.startsWith('!subteam^')) return `@${reader.groupHandle(target.slice('!subteam^'.length))}`;
  if (target.startsWith('!date^')) return readDateReference(target, label, reader);
  if (target.startsWith('!')) return `@${target.slice(1)}`;
  return label === undefined || label === target ? unescaped(target) : `${unescaped(label)} (${unescaped(target)})`;
}

function readDateReference(target: string, label: string | undefined, reader: Reader): string {
  const [, seconds, format = ''] = target.split('^');
  return readDate(Number(seconds), unescaped(format), reader) ?? unescaped(label ?? '');
}

function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

function splitOnce(text: string, at: string): readonly [string, string?] {
  const position = text.indexOf(at);
  return position === -1 ? [text] : [text.slice(0, position), text.slice(position + at.length)];
}
