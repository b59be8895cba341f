/** How Slack reads a text. In `mrkdwn`, mentions, links, dates and entities must not be split. */
export type TextKind = 'mrkdwn' | 'plain_text';

/** Marks where text was left out. */
export const CUT = '… cut';

/**
 * Splits a text into pieces of at most `longest` UTF-16 units, at line ends if possible, otherwise after spaces. Only
 * the line breaks at the splits are lost.
 */
export function splitText(text: string, longest: number, kind: TextKind = 'mrkdwn'): readonly string[] {
  const pieces: string[] = [];
  let piece = '';
  let lineEnd = 0;
  let wordEnd = 0;
  for (const token of tokensOf(text, kind, longest)) {
    while (piece !== '' && piece.length + token.length > longest) {
      const end = lineEnd || wordEnd || piece.length;
      pieces.push(piece.slice(0, end));
      piece = piece.slice(end);
      lineEnd = 0;
      wordEnd = Math.max(0, wordEnd - end);
    }
    piece += token;
    if (token === '\n') lineEnd = piece.length;
    if (token === ' ') wordEnd = piece.length;
  }
  return [...pieces, piece].map((one) => one.replace(/\n$/, '')).filter((one) => one !== '');
}

/** The start of a text, with `… cut` if something is left out. */
export function cutShort(text: string, longest: number, kind: TextKind = 'mrkdwn'): string {
  if (text.length <= longest) return text;
  const start = startOf(text, longest - CUT.length - 1, kind);
  return start === '' ? CUT : `${start} ${CUT}`;
}

/** The most text to give up so that a word is not split (UTF-16 units). */
const LONGEST_WORD = 60;

function startOf(text: string, room: number, kind: TextKind): string {
  let start = '';
  for (const token of tokensOf(text, kind, Number.POSITIVE_INFINITY)) {
    if (start.length + token.length > room) break;
    start += token;
  }
  const wordEnd = Math.max(start.lastIndexOf(' '), start.lastIndexOf('\n'));
  const isNear = wordEnd > 0 && start.length - wordEnd < LONGEST_WORD;
  return (isNear ? start.slice(0, wordEnd) : start).trimEnd();
}

/** As much of a text as fits into a number of bytes of UTF-8 after Slack escapes it. */
export function cutToBytes(text: string, bytes: number): string {
  const size = (part: string): number => Buffer.byteLength(escapeAgain(part));
  if (size(text) <= bytes) return text;
  let [kept, left] = ['', bytes - size(` ${CUT}`)];
  for (const token of tokensOf(text, 'mrkdwn', Number.POSITIVE_INFINITY)) {
    left -= size(token);
    if (left < 0) break;
    kept += token;
  }
  return `${kept.trimEnd()} ${CUT}`;
}

/** Escapes a text as Slack does. It may be escaped already. */
export const escapeAgain = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** The longest entity that we write. */
const LONGEST_ENTITY = 5;

/** What must not be split: a mention, link, date, entity or character. Each `>` is searched for once. */
function* tokensOf(text: string, kind: TextKind, longest: number): Generator<string> {
  let close = -1;
  for (let at = 0; at < text.length; ) {
    let end: number | undefined;
    if (kind === 'mrkdwn' && text[at] === '<') {
      if (close < at) close = indexOrEnd(text.indexOf('>', at));
      end = close + 1;
    } else if (kind === 'mrkdwn' && text[at] === '&') end = endOfEntity(text, at);
    const isWhole = end !== undefined && end <= text.length && end - at <= longest;
    const token = isWhole ? text.slice(at, end) : String.fromCodePoint(text.codePointAt(at) ?? 0);
    yield token;
    at += token.length;
  }
}

const indexOrEnd = (index: number): number => (index < 0 ? Number.POSITIVE_INFINITY : index);

function endOfEntity(text: string, at: number): number | undefined {
  const end = text.slice(at, at + LONGEST_ENTITY).indexOf(';');
  return end < 0 ? undefined : at + end + 1;
}
