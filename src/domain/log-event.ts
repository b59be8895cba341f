/** One line of Terraform's own structured output. */
export interface LogEvent {
  readonly type: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const field = (value: unknown, name: string): unknown => (isRecord(value) ? value[name] : undefined);

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A line of Terraform's own JSON; `undefined` for everything else, JSON of others included. */
export function readEvent(line: string): LogEvent | undefined {
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
export const HUMAN_PROGRESS = /^(?:Action (?:started|complete|errored): |Plan: \d|Apply complete!)/;

export const messageOf = ({ fields }: LogEvent): string => textOf(fields['@message']);

/** What the provider says while an action runs: free text. */
export const progressOf = ({ type, fields }: LogEvent): string | undefined =>
  type === 'action_progress' ? textOf(field(fields.hook, 'message')) : undefined;

export function invocationsOfPlan({ fields }: LogEvent): number | undefined {
  const count = field(fields.changes, 'action_invocation');
  return field(fields.changes, 'operation') === 'plan' && typeof count === 'number' ? count : undefined;
}

export function errorOf({ type, fields }: LogEvent): string | undefined {
  if (type === 'action_errored') return textOf(field(fields.hook, 'error'));
  if (type !== 'diagnostic' || field(fields.diagnostic, 'severity') !== 'error') return undefined;
  const summary = textOf(field(fields.diagnostic, 'summary'));
  const detail = textOf(field(fields.diagnostic, 'detail'));
  return `Error: ${summary}${detail === '' ? '' : `\n${detail}`}`;
}
