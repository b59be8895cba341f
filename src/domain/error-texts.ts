import { keepStart, stripUnseen } from './clean-text.ts';

/** So much is kept of what may become the excerpt, as masking and cutting come after. */
const KEPT_CHARACTERS = 65_536;
const KEPT_ERRORS = 50;

/** Texts one after the other, none twice and none that another one quotes, up to what is kept. */
export function collectTexts(): { add(text: string | undefined): void; text(): string | undefined } {
  const kept = new Set<string>();
  let length = 0;
  return {
    add: (text) => {
      const part = stripUnseen(text ?? '').trim();
      if (part === '' || length >= KEPT_CHARACTERS || kept.size >= KEPT_ERRORS) return;
      kept.add(keepStart(part, KEPT_CHARACTERS));
      length += part.length;
    },
    text: () => {
      const isQuoted = (part: string): boolean =>
        [...kept].some((other) => other !== part && `\n${other}\n`.includes(`\n${part}\n`));
      const parts = [...kept].filter((part) => !isQuoted(part));
      return parts.length === 0 ? undefined : parts.join('\n\n');
    },
  };
}

/** An action may print `Error:` long before Terraform does: so many lines later another one takes its place. */
const FAR_APART = 30;
const EDGE = /^\s{0,8}[╷╵]/;
const RULE = /^\s{0,8}[│|]\s?/;
const BEGINS = /^\s{0,8}Error: /;

interface PlainErrors {
  add(line: string): void;
  /** Lines were left out: what is found from here on is nearer to the end, and so to the reason. */
  gap(): void;
  text(): string | undefined;
}

/**
 * The errors of a plain log. Those in the box that Terraform draws come before any other line that begins with `Error:`,
 * since an action's own output may say that of anything.
 */
export function collectPlainErrors(): PlainErrors {
  const boxed = keepLines();
  const loose = keepLines();
  let open: 'boxed' | 'loose' | undefined;
  let stale = false;
  let since = 0;

  const begin = (line: string, bare: string): void => {
    open = RULE.test(line) ? 'boxed' : 'loose';
    if (stale) for (const lines of [boxed, loose]) lines.clear();
    if (open === 'loose' && since > FAR_APART) loose.clear();
    stale = false;
    since = 0;
    (open === 'boxed' ? boxed : loose).add(bare);
  };
  return {
    gap: () => {
      open = undefined;
      stale = true;
    },
    add: (line) => {
      since += 1;
      const bare = line.replace(RULE, '').trimEnd();
      if (EDGE.test(line)) open = undefined;
      else if (BEGINS.test(bare)) begin(line, bare);
      else if (open === 'boxed' && RULE.test(line)) boxed.add(bare);
      else if (open === 'loose') loose.add(bare);
      else open = undefined;
    },
    text: () => boxed.text() ?? loose.text(),
  };
}

function keepLines(): { add(line: string): void; clear(): void; text(): string | undefined } {
  let kept: string[] = [];
  let length = 0;
  return {
    add: (line) => {
      if (length >= KEPT_CHARACTERS) return;
      // The errors of one log stand apart from each other.
      if (BEGINS.test(line) && kept.length > 0) kept.push('');
      kept.push(keepStart(line, KEPT_CHARACTERS));
      length += line.length + 1;
    },
    clear: () => {
      kept = [];
      length = 0;
    },
    text: () => (kept.length === 0 ? undefined : kept.join('\n').replaceAll(/\n{3,}/g, '\n\n')),
  };
}
