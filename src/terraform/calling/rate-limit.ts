import type { Answer } from './exchange.ts';

/** Where a 429 does not say how long to wait (milliseconds). */
const NOT_SAID = 1_000;

/** How long a 429 asks to wait, in milliseconds. HCP Terraform sends seconds, possibly fractional; a gateway may send a date. */
export function waitOf(answer: Answer, now: number): number {
  const reset = secondsOf(answer.header('x-ratelimit-reset'));
  const after = answer.header('retry-after');
  const date = Date.parse(after ?? '');
  const waits = [reset, secondsOf(after) ?? (Number.isNaN(date) ? undefined : Math.max(0, date - now))];
  const said = waits.filter((wait) => wait !== undefined);
  return said.length === 0 ? NOT_SAID : Math.max(...said);
}

const secondsOf = (header: string | undefined): number | undefined =>
  header !== undefined && /^\s*\d+(?:\.\d+)?\s*$/.test(header) ? Math.ceil(Number(header) * 1_000) : undefined;
