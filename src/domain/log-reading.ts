import { cleanText, keepStart, stripUnseen } from './clean-text.ts';

/** What of a log was read. */
export interface LogText {
  readonly lines: Iterable<string>;
  /** Every line is there, from the first to the last. */
  readonly whole: boolean;
  /** The plan or the apply did not end well, so that its last lines say why where nothing else does. */
  readonly failed: boolean;
}

export interface LogFindings {
  readonly structured: boolean;
  readonly completed: number;
  readonly errored: number;
  readonly plannedInvocations: number | undefined;
  readonly excerpt: string | undefined;
}

/** Ours: what fits into a thread's reply beside everything else. */
const EXCERPT_LIMIT = 1_500;
/** So much is kept of what may become the excerpt, as masking and cutting come after. */
const KEPT_CHARACTERS = 65_536;
const KEPT_ERRORS = 50;
const LAST_LINES = 10;
const LAST_LINE_CHARACTERS = 500;

interface Event {
  readonly type: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const field = (value: unknown, name: string): unknown => (isRecord(value) ? value[name] : undefined);

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A line of Terraform's own JSON; `undefined` for everything else, JSON of others included. */
function readEvent(line: string): Event | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const fields: unknown = JSON.parse(line);
    if (!isRecord(fields) || fields['@module'] !== 'terraform.ui' || typeof fields.type !== 'string') return undefined;
    return { type: fields.type, fields };
  } catch {
    return undefined;
  }
}

/** Terraform writes these as plain text only into a log that is not structured, and before an action can print anything. */
const HUMAN_PROGRESS = /^(?:Action (?:started|complete|errored): |Plan: \d|Apply complete!)/;
const PLANNED = /\bActions: (\d{1,6}) to invoke\./;

/**
 * Counts outcomes and finds what went wrong. Outcomes are counted in a structured log alone: in plain text an action's own
 * output could say anything. A log that is not whole tells of failures, never that all went well.
 */
export function readLog({ lines, whole, failed }: LogText, secrets: readonly string[] = []): LogFindings {
  const reading = startReading();
  for (const line of lines) reading.take(line);
  const { structured, completed, errored, plannedInvocations } = reading;
  const errors = reading.excerpt(failed);
  const excerpt = errors === undefined ? '' : cleanText(errors, EXCERPT_LIMIT, secrets);
  return {
    structured,
    completed: structured && (whole || errored > 0) ? completed : 0,
    errored: structured ? errored : 0,
    plannedInvocations,
    excerpt: excerpt === '' ? undefined : excerpt,
  };
}

interface Reading {
  readonly structured: boolean;
  readonly completed: number;
  readonly errored: number;
  readonly plannedInvocations: number | undefined;
  take(line: string): void;
  excerpt(failed: boolean): string | undefined;
}

function startReading(): Reading {
  const counts = { action_complete: 0, action_errored: 0 };
  const planned: { summary?: number; text?: number } = {};
  const errors = collectText();
  const plain = collectPlainError();
  const last: string[] = [];
  let version = false;
  let human = false;

  const takeEvent = ({ type, fields }: Event): void => {
    if (type === 'version') version = true;
    if (type === 'action_complete' || type === 'action_errored') counts[type] += 1;
    if (type === 'change_summary') planned.summary = highest(planned.summary, invocationsOfPlan(fields.changes));
    errors.add(errorOf(type, fields));
    last.push(keepStart(textOf(fields['@message']), LAST_LINE_CHARACTERS));
  };
  const takeText = (text: string): void => {
    const line = stripUnseen(text);
    const found = PLANNED.exec(line)?.[1];
    planned.text = highest(planned.text, found === undefined ? undefined : Number(found));
    human ||= HUMAN_PROGRESS.test(line);
    plain.add(line);
    if (line.trim() !== '') last.push(keepStart(line, LAST_LINE_CHARACTERS));
  };
  return {
    get structured() {
      return version && !human;
    },
    get completed() {
      return counts.action_complete;
    },
    get errored() {
      return counts.action_errored;
    },
    get plannedInvocations() {
      return version && !human ? (planned.summary ?? planned.text) : highest(planned.summary, planned.text);
    },
    take: (line) => {
      const event = readEvent(line);
      if (event === undefined) takeText(line);
      else takeEvent(event);
      if (last.length > LAST_LINES) last.shift();
    },
    excerpt: (failed) => errors.text() ?? plain.text() ?? (failed ? last.join('\n') : undefined),
  };
}

/** More planned invocations are refused rather than fewer, so of two numbers the higher one is believed. */
const highest = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined || other === undefined ? (one ?? other) : Math.max(one, other);

function invocationsOfPlan(changes: unknown): number | undefined {
  const count = field(changes, 'action_invocation');
  return field(changes, 'operation') === 'plan' && typeof count === 'number' ? count : undefined;
}

function errorOf(type: string, fields: Readonly<Record<string, unknown>>): string | undefined {
  if (type === 'action_errored') return textOf(field(fields.hook, 'error'));
  if (type !== 'diagnostic' || field(fields.diagnostic, 'severity') !== 'error') return undefined;
  const summary = textOf(field(fields.diagnostic, 'summary'));
  const detail = textOf(field(fields.diagnostic, 'detail'));
  return `Error: ${summary}${detail === '' ? '' : `\n${detail}`}`;
}

/** Texts one after the other, none twice and none that another one quotes, up to what is kept. */
function collectText(): { add(text: string | undefined): void; text(): string | undefined } {
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

/** The lines from the first `Error:` on, without the box that Terraform draws around it. */
function collectPlainError(): { add(line: string): void; text(): string | undefined } {
  const kept: string[] = [];
  let length = 0;
  return {
    add: (line) => {
      const bare = line.replace(/^\s{0,8}[│╷╵|]\s?/, '').trimEnd();
      if ((kept.length === 0 && !/^\s{0,8}Error: /.test(bare)) || length >= KEPT_CHARACTERS) return;
      kept.push(keepStart(bare, KEPT_CHARACTERS));
      length += bare.length + 1;
    },
    text: () => (kept.length === 0 ? undefined : kept.join('\n').replaceAll(/\n{3,}/g, '\n\n')),
  };
}
