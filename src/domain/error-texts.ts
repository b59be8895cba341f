import { keepStart, stripUnseen } from './clean-text.ts';

/** The most text kept for the excerpt, since it is masked and shortened later. */
const KEPT_CHARACTERS = 65_536;
const KEPT_ERRORS = 50;

/** Collects texts in order, without duplicates and texts that another one quotes, up to a limit. */
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

/** An action may print `Error:` long before Terraform does. After this many lines, a later error replaces it. */
const FAR_APART = 30;
const EDGE = /^\s{0,8}[╷╵]/;
const RULE = /^\s{0,8}[│|]\s?/;
const BEGINS = /^\s{0,8}Error: /;

interface PlainErrors {
  add(line: string): void;
  /** Lines are missing here. Later errors are closer to the end, and so to the cause. */
  gap(): void;
  text(): string | undefined;
}

/**
 * Collects the errors of a plain log. Errors in the box that Terraform draws are preferred to other lines that begin
 * with `Error:`, since an action's own output may contain those.
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
      // Separates the errors of a log with an empty line.
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
