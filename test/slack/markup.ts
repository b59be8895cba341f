/** A reference in mrkdwn: everything between angle brackets. */
export interface Reference {
  readonly kind: 'person' | 'group' | 'channel' | 'date' | 'everybody' | 'link';
  /** An id, seconds since 1970, the word of a broadcast, or an address. */
  readonly target: string;
}

const KINDS: readonly (readonly [RegExp, Reference['kind']])[] = [
  [/^@([^|]*)/, 'person'],
  [/^#([^|]*)/, 'channel'],
  [/^!subteam\^([^|]*)/, 'group'],
  [/^!date\^([^^|]*)/, 'date'],
  [/^!([^|]*)/, 'everybody'],
  [/^([^|]*)/, 'link'],
];

/** All references in a text, in order. An unpaired bracket is returned as a link to itself. */
export function referencesIn(mrkdwn: string): readonly Reference[] {
  const found: Reference[] = [];
  let at = 0;
  while (at < mrkdwn.length) {
    const open = mrkdwn.indexOf('<', at);
    const close = mrkdwn.indexOf('>', at);
    if (open === -1 && close === -1) break;
    if (open === -1 || close < open) {
      found.push({ kind: 'link', target: mrkdwn.slice(at) });
      break;
    }
    found.push(referenceOf(mrkdwn.slice(open + 1, close)));
    at = close + 1;
  }
  return found;
}

function referenceOf(inner: string): Reference {
  for (const [pattern, kind] of KINDS) {
    const match = pattern.exec(inner);
    if (match !== null) return { kind, target: match[1] ?? '' };
  }
  return { kind: 'link', target: inner };
}

interface Shown {
  readonly path: string;
  readonly text: string;
  /** True if Slack looks for markup in it. */
  readonly isMarkup: boolean;
}

/** All texts that a message or modal shows. Throws if Slack would look for mentions that we did not write. */
export function textsOf(value: unknown, path = ''): readonly Shown[] {
  if (typeof value === 'string') return [{ path, text: value, isMarkup: path === '.text' }];
  if (typeof value !== 'object' || value === null) return [];
  const { type, text, verbatim } = value as { type?: unknown; text?: unknown; verbatim?: unknown };
  if (type === 'mrkdwn') {
    if (verbatim !== true) throw new Error(`${path} is not verbatim`);
    return [{ path, text: String(text), isMarkup: true }];
  }
  return Object.entries(value).flatMap(([key, inner]) => textsOf(inner, `${path}.${key}`));
}
