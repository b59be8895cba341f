import { keepStart, stripUnseen } from './clean-text.ts';
import { collectPlainErrors, collectTexts } from './error-texts.ts';
import { errorOf, HUMAN_PROGRESS, invocationsOfPlan, type LogEvent, messageOf, readEvent } from './log-event.ts';
import { excerptOf, type LeftOut } from './log-excerpt.ts';

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

export interface LogFindings {
  readonly structured: boolean;
  readonly completed: number;
  readonly errored: number;
  readonly plannedInvocations: number | undefined;
  readonly excerpt: string | undefined;
}

const LAST_LINES = 10;
const LAST_LINE_CHARACTERS = 500;

const PLANNED = /\bActions: (\d{1,6}) to invoke\./;

/** Takes a log line by line and keeps little of it, however long it is. */
export interface LineReading {
  /** Terraform's own JSON so far, so that any line may tell something. */
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
  const counts = { action_complete: 0, action_errored: 0 };
  const planned: { summary?: number; text?: number } = {};
  const errors = collectTexts();
  const plain = collectPlainErrors();
  const last: string[] = [];
  let version = false;
  let human = false;
  const isStructured = (): boolean => version && !human;

  const takeEvent = (event: LogEvent): void => {
    const { type } = event;
    if (type === 'version') version = true;
    if (type === 'action_complete' || type === 'action_errored') counts[type] += 1;
    if (type === 'change_summary') planned.summary = highest(planned.summary, invocationsOfPlan(event));
    errors.add(errorOf(event));
    last.push(keepStart(messageOf(event), LAST_LINE_CHARACTERS));
  };
  const takeText = (text: string): void => {
    const line = stripUnseen(text);
    const found = PLANNED.exec(line)?.[1];
    planned.text = highest(planned.text, found === undefined ? undefined : Number(found));
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
    },
    findings: ({ whole, leftOut, failed }, secrets) => {
      const shown = excerpt(failed);
      return {
        structured: isStructured(),
        completed: isStructured() && (whole || counts.action_errored > 0) ? counts.action_complete : 0,
        errored: isStructured() ? counts.action_errored : 0,
        plannedInvocations: isStructured() ? (planned.summary ?? planned.text) : highest(planned.summary, planned.text),
        excerpt: shown && excerptOf({ ...shown, leftOut }, secrets),
      };
    },
  };
}

/** More planned invocations are refused rather than fewer, so of two numbers the higher one is believed. */
const highest = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined || other === undefined ? (one ?? other) : Math.max(one, other);
