import { type LogFindings, readLog } from '../../src/domain/log-reading.ts';

/** A line of a structured log. */
export const event = (type: string, more: object = {}): string =>
  JSON.stringify({ '@level': 'info', '@message': type, '@module': 'terraform.ui', type, ...more });
export const VERSION = event('version', { terraform: '1.15.4', ui: '1.3' });
export const COMPLETE = event('action_complete', { hook: { invoke: {} } });
export const errored = (error: string): string => event('action_errored', { hook: { error, invoke: {} } });
export const diagnostic = (summary: string, detail = '', severity = 'error'): string =>
  event('diagnostic', { diagnostic: { severity, summary, detail } });
export const summary = (invocations: number, operation = 'plan'): string =>
  event('change_summary', { changes: { add: 0, change: 0, remove: 0, action_invocation: invocations, operation } });

export const read = (
  lines: readonly string[],
  { whole = true, failed = false }: { readonly whole?: boolean; readonly failed?: boolean } = {},
  secrets: readonly string[] = [],
): LogFindings => readLog({ lines, whole, failed }, secrets);
