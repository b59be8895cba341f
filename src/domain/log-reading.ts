import { keepStart, stripUnseen } from './clean-text.ts';
import { collectPlainErrors, collectTexts } from './error-texts.ts';
import {
  errorOf,
  HUMAN_PROGRESS,
  invocationsOfPlan,
  invocationsOfText,
  type LogEvent,
  messageOf,
  readEvent,
} from './log-event.ts';
import { excerptOf, type LeftOut } from './log-excerpt.ts';
import type { Said } from './said.ts';
import type { LoggedInvocations } from './verdict.ts';

/** How much of a log was read. */
interface LogEnd {
  /** No line is missing. */
  readonly whole: boolean;
  /** Why parts were left out, if any. */
  readonly leftOut?: LeftOut | undefined;
  /** The plan or apply failed, so if there is no error, the last lines show why. */
  readonly failed: boolean;
}

interface LogText extends LogEnd {
  readonly lines: Iterable<string>;
}

export interface LogFindings extends LoggedInvocations {
  readonly structured: boolean;
  readonly plannedInvocations: Said<number>;
  readonly excerpt: string | undefined;
}

const LAST_LINES = 10;
const LAST_LINE_CHARACTERS = 500;

/** Reads a log line by line and stores little of it, whatever its length. */
export interface LineReading {
  /**
   * True while the log is Terraform's JSON: it has such lines, and none that Terraform writes only into plain logs.
   * JSON must start before any gap, since the missing lines could be plain ones.
   */
  readonly structured: boolean;
  take(line: string): void;
  /** Marks missing lines. */
  gap(): void;
  /**
   * Returns what was found. Outcomes are counted only in a structured log, since in plain text an action's output could
   * claim anything. An incomplete log can show failures, but never that everything succeeded.
   */
  findings(end: LogEnd, secrets: readonly string[]): LogFindings;
}

export function readLog({ lines, ...end }: LogText, secrets: readonly string[] = []): LogFindings {
  const reading = startLineReading();
  for (const line of lines) reading.take(line);
  return reading.findings(end, secrets);
}

export function startLineReading(): LineReading {
  const counts = { action_start: 0, action_complete: 0, action_errored: 0 };
  const planned: { summary: Said<number>; text: Said<number> } = { summary: undefined, text: undefined };
  const errors = collectTexts();
  const plain = collectPlainErrors();
  const last: string[] = [];
  let events = false;
  let human = false;
  const isStructured = (): boolean => events && !human;

  const takeEvent = (event: LogEvent): void => {
    const { type } = event;
    events = true;
    if (type === 'action_start' || type === 'action_complete' || type === 'action_errored') counts[type] += 1;
    if (type === 'change_summary') planned.summary = highest(planned.summary, invocationsOfPlan(event));
    errors.add(errorOf(event));
    last.push(keepStart(messageOf(event), LAST_LINE_CHARACTERS));
  };
  const takeText = (text: string): void => {
    const line = stripUnseen(text);
    planned.text = highest(planned.text, invocationsOfText(line));
    human ||= HUMAN_PROGRESS.test(line);
    plain.add(line);
    if (line.trim() !== '') last.push(keepStart(line, LAST_LINE_CHARACTERS));
  };
  const excerpt = (failed: boolean) => {
    const text = errors.text() ?? plain.text();
    if (text !== undefined) return { text, keeps: 'start' } as const;
    return failed ? ({ text: last.join('\n'), keeps: 'end' } as const) : undefined;
  };
  return {
    get structured() {
      return isStructured();
    },
    take: (line) => {
      const event = readEvent(line);
      if (event === undefined) takeText(line);
      else takeEvent(event);
      if (last.length > LAST_LINES) last.shift();
    },
    gap: () => {
      plain.gap();
      last.length = 0;
      human ||= !events;
    },
    findings: ({ whole, leftOut, failed }, secrets) => {
      const shown = excerpt(failed);
      const tells = isStructured() && (whole || counts.action_errored > 0);
      return {
        structured: isStructured(),
        started: tells ? counts.action_start : 0,
        completed: tells ? counts.action_complete : 0,
        errored: tells ? counts.action_errored : 0,
        ...(whole ? {} : { partial: true }),
        plannedInvocations: isStructured() ? (planned.summary ?? planned.text) : highest(planned.summary, planned.text),
        excerpt: shown && excerptOf({ ...shown, leftOut }, secrets),
      };
    },
  };
}

/** The higher of two numbers, since a higher number of planned invocations is refused sooner. */
function highest(one: Said<number>, other: Said<number>): Said<number> {
  if (one === 'unreadable' || other === 'unreadable') return 'unreadable';
  return one === undefined || other === undefined ? (one ?? other) : Math.max(one, other);
}
