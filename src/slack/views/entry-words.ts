import prettyMilliseconds from 'pretty-ms';
import type { ApprovalLine, Entry } from '../../domain/entry.ts';
import type { AskedFor } from '../../domain/request.ts';
import { escapeText, mentionList } from './mrkdwn.ts';

/** `cleanup in prod`, the name by which people speak of an entry. */
export const nameOf = (entry: Entry): string => `${escapeText(entry.action)} in ${escapeText(entry.environment)}`;

/** Who has still to agree, each line of the allowlist in words. */
export const sayLines = (lines: readonly ApprovalLine[]): string =>
  lines.map(({ from, count }) => `${count === 1 ? 'one' : count} of ${mentionList(from)}`).join(', and ');

/** `name = value`, a line each, to the letter. */
export const listParameters = ({ parameters }: AskedFor): string | undefined => {
  const lines = Object.entries(parameters).map(([name, value]) => `${name} = ${String(value)}`);
  return lines.length === 0 ? undefined : lines.join('\n');
};

/** A duration in whole words, such as `1 hour 30 minutes`. */
export const sayDuration = (milliseconds: number): string => prettyMilliseconds(milliseconds, { verbose: true });

/** An average in whole seconds and no more than two units, such as `3 minutes 12 seconds`. */
export const sayRoughly = (milliseconds: number): string =>
  prettyMilliseconds(Math.max(1_000, Math.round(milliseconds / 1_000) * 1_000), { verbose: true, unitCount: 2 });
