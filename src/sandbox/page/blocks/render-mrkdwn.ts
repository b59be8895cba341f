import { createElement, Fragment, type ReactNode } from 'react';
import { readDate } from '../../slack/read-date.ts';
import type { PageReader } from '../reader.ts';
import { emojiNamed } from './emoji.ts';
import { renderBroadcast, renderChannel, renderLink, renderMention } from './render-reference.ts';

const EDGE = String.raw`[\p{L}\p{N}]`;
const mark = (sign: string): string =>
  String.raw`(?<!${EDGE}|${sign})${sign}(?=\S)([^${sign}\n]*[^\s${sign}])${sign}(?!${EDGE}|${sign})`;

/**
 * Code, a reference, bold, italic, strikethrough or an emoji, whichever begins first. Marks count only at word
 * boundaries.
 */
const INLINE = new RegExp(
  ['`([^`\\n]+)`', '<([^<>\\n]+)>', mark(String.raw`\*`), mark('_'), mark('~'), ':([a-z0-9_+-]+):'].join('|'),
  'gu',
);

/** Renders Slack's mrkdwn. Nothing in it is ever HTML. */
export function renderMrkdwn(text: string, reader: PageReader): ReactNode {
  const parts = text.split(/\n?```\n?([\s\S]*?)\n?```\n?/);
  const shown = parts.map((part, index) =>
    index % 2 === 1
      ? createElement('pre', { className: 'code-block' }, renderReferences(part, reader))
      : renderLines(part, reader),
  );
  return together(shown);
}

/** Lines that begin with `>` are a quotation. Others keep their line breaks. */
function renderLines(text: string, reader: PageReader): ReactNode {
  const shown: ReactNode[] = [];
  for (const [lines, isQuoted] of runsOf(text.split('\n'))) {
    const content = renderInline(lines.map((line) => line.replace(QUOTED, '')).join('\n'), reader);
    shown.push(isQuoted ? createElement('blockquote', null, content) : content);
  }
  return together(shown);
}

const QUOTED = /^(?:>|&gt;) ?/;

function runsOf(lines: readonly string[]): readonly (readonly [readonly string[], boolean])[] {
  const runs: [string[], boolean][] = [];
  for (const line of lines) {
    const isQuoted = QUOTED.test(line);
    const last = runs.at(-1);
    if (last?.[1] === isQuoted) last[0].push(line);
    else runs.push([[line], isQuoted]);
  }
  return runs;
}

function renderInline(text: string, reader: PageReader): ReactNode {
  const shown: ReactNode[] = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    shown.push(unescaped(text.slice(end, match.index)), renderMatch(match, reader));
    end = match.index + match[0].length;
  }
  return together([...shown, unescaped(text.slice(end))]);
}

function renderMatch(match: RegExpMatchArray, reader: PageReader): ReactNode {
  const [whole, code, reference, bold, italic, struck, emoji] = match;
  if (code !== undefined) return createElement('code', null, renderReferences(code, reader));
  if (reference !== undefined) return renderReference(reference, reader);
  if (bold !== undefined) return createElement('strong', null, renderInline(bold, reader));
  if (italic !== undefined) return createElement('em', null, renderInline(italic, reader));
  if (struck !== undefined) return createElement('s', null, renderInline(struck, reader));
  return emojiNamed(emoji ?? '') ?? whole;
}

/** In code no marks count, but references in angle brackets do. */
function renderReferences(text: string, reader: PageReader): ReactNode {
  const parts = text.split(/<([^<>\n]+)>/);
  return together(parts.map((part, index) => (index % 2 === 1 ? renderReference(part, reader) : unescaped(part))));
}

function renderReference(inner: string, reader: PageReader): ReactNode {
  const bar = inner.indexOf('|');
  const target = bar === -1 ? inner : inner.slice(0, bar);
  const label = bar === -1 ? undefined : unescaped(inner.slice(bar + 1));
  if (target.startsWith('@'))
    return renderMention(`@${reader.personName(target.slice(1))}`, target.slice(1) === reader.id);
  if (target.startsWith('#')) return renderChannel(reader.channelName(target.slice(1)));
  if (target.startsWith('!subteam^')) return renderMention(`@${reader.groupHandle(target.slice('!subteam^'.length))}`);
  if (target.startsWith('!date^')) return renderDate(target, label ?? '', reader);
  if (target.startsWith('!')) return renderBroadcast(target.slice(1));
  if (!/^[a-z][a-z0-9+.-]*:/i.test(target)) return `<${unescaped(inner)}>`;
  return renderLink(unescaped(target), label ?? unescaped(target));
}

function renderDate(target: string, fallback: string, reader: PageReader): ReactNode {
  const [, seconds, format = '', link] = target.split('^');
  const at = new Date(Number(seconds) * 1000);
  const shown = readDate(Number(seconds), unescaped(format), reader);
  if (shown === undefined) return fallback;
  const time = createElement('time', { dateTime: at.toISOString(), title: fallback }, shown);
  return link === undefined ? time : renderLink(unescaped(link), time);
}

function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

function together(nodes: readonly ReactNode[]): ReactNode {
  return createElement(Fragment, null, ...nodes);
}
