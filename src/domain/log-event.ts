import { isJsonObject, parseJsonObject } from './json-object.ts';
import { isCount, type Said } from './said.ts';

/** A line of Terraform's structured output. */
export interface LogEvent {
  readonly type: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

const field = (value: unknown, name: string): unknown => (isJsonObject(value) ? value[name] : undefined);

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/**
 * Parses a line of Terraform's JSON, which has a level and a type. `undefined` for anything else, including other JSON.
 */
export function readEvent(line: string): LogEvent | undefined {
  if (!line.startsWith('{')) return undefined;
  const fields = parseJsonObject(line);
  if (typeof fields?.['@level'] !== 'string' || typeof fields.type !== 'string') return undefined;
  if (fields['@module'] !== undefined && fields['@module'] !== 'terraform.ui') return undefined;
  return { type: fields.type, fields };
}

/** Terraform writes these lines as plain text only into unstructured logs, and before an action can print anything. */
export const HUMAN_PROGRESS = /^(?:Action (?:started|complete|errored|failed): |Plan: \d|Apply complete!)/;

export const messageOf = ({ fields }: LogEvent): string => textOf(fields['@message']);

/** The provider's message while an action runs (free text). */
export const progressOf = ({ type, fields }: LogEvent): string | undefined =>
  type === 'action_progress' ? textOf(field(fields.hook, 'message')) : undefined;

/** The number of invocations in a plan's summary. `undefined` for any other event. */
export function invocationsOfPlan({ fields }: LogEvent): Said<number> {
  if (field(fields.changes, 'operation') !== 'plan') return undefined;
  const count = field(fields.changes, 'action_invocation') ?? undefined;
  return count === undefined || isCount(count) ? count : 'unreadable';
}

/** The number of invocations in a line of text, which is the same in plain and structured logs. */
export function invocationsOfText(line: string): Said<number> {
  const found = PLANNED.exec(line)?.[1];
  if (found === undefined) return undefined;
  const count = /^\d+$/.test(found) ? Number(found) : Number.NaN;
  return isCount(count) ? count : 'unreadable';
}

const PLANNED = /\bActions: (\S{1,40}) to invoke\./;

export function errorOf({ type, fields }: LogEvent): string | undefined {
  if (type === 'action_errored') return textOf(field(fields.hook, 'error'));
  if (type !== 'diagnostic' || field(fields.diagnostic, 'severity') !== 'error') return undefined;
  const summary = textOf(field(fields.diagnostic, 'summary'));
  const detail = textOf(field(fields.diagnostic, 'detail'));
  return `Error: ${summary}${detail === '' ? '' : `\n${detail}`}`;
}
