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

/** What of a log was read. */
interface LogEnd {
  /** Every line is there, from the first to the last. */
  readonly whole: boolean;
  /** Why parts of it were left out, where they were. */
  readonly leftOut?: LeftOut | undefined;
  /** The plan or the apply did not end well, so that its last lines say why where nothing else does. */
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

/** Takes a log line by line and keeps little of it, however long it is. */
export interface LineReading {
  /**
   * Terraform's own JSON so far, so that any line may tell something: lines of it have come, and none that Terraform writes
   * into plain logs alone. It has to begin before any gap, since what is left out could have been such a line.
   */
  readonly structured: boolean;
  take(line: string): void;
  /** Lines were left out here. */
  gap(): void;
  /**
   * Outcomes are counted in a structured log alone: in plain text an action's own output could say anything. A log that is
   * not whole tells of failures, never that all went well.
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

/** More planned invocations are refused rather than fewer, so of two numbers the higher one is believed. */
function highest(one: Said<number>, other: Said<number>): Said<number> {
  if (one === 'unreadable' || other === 'unreadable') return 'unreadable';
  return one === undefined || other === undefined ? (one ?? other) : Math.max(one, other);
}
