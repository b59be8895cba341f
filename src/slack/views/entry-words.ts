import prettyMilliseconds from 'pretty-ms';
import type { ApprovalLine, Entry } from '../../domain/entry.ts';
import type { AskedFor } from '../../domain/request.ts';
import { escapeText, mentionList } from './mrkdwn.ts';

/** What people call an entry, such as `cleanup in prod`. */
export const nameOf = (entry: Entry): string => `${escapeText(entry.action)} in ${escapeText(entry.environment)}`;

/** The missing approvals, such as `one of @sre, and 2 of @dba`. */
export const sayLines = (lines: readonly ApprovalLine[]): string =>
  lines.map(({ from, count }) => `${count === 1 ? 'one' : count} of ${mentionList(from)}`).join(', and ');

/** One `name = value` per line, unchanged. `undefined` if there are no parameters. */
export const listParameters = ({ parameters }: AskedFor): string | undefined => {
  const lines = Object.entries(parameters).map(([name, value]) => `${name} = ${String(value)}`);
  return lines.length === 0 ? undefined : lines.join('\n');
};

/** A duration in whole words, such as `1 hour 30 minutes`. */
export const sayDuration = (milliseconds: number): string => prettyMilliseconds(milliseconds, { verbose: true });

/** An average in whole seconds with at most two units, such as `3 minutes 12 seconds`. */
export const sayRoughly = (milliseconds: number): string =>
  prettyMilliseconds(Math.max(1_000, Math.round(milliseconds / 1_000) * 1_000), { verbose: true, unitCount: 2 });
