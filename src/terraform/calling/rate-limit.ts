import type { Answer } from './exchange.ts';

/** Where a 429 does not say how long to wait (milliseconds). */
const NOT_SAID = 1_000;

/** A longer wait is a mistake, and none that HCP Terraform ever asks for (milliseconds). */
export const LONGEST_WAIT = 5 * 60_000;
/** From here on a number is no wait but a point in time, in seconds since 1970. */
const POINT_IN_TIME = 1_000_000_000;

/**
 * How long a 429 asks to wait, in milliseconds and at most five minutes. HCP Terraform sends seconds, possibly
 * fractional; a gateway may send a date or a point in time.
 */
export function waitOf(answer: Answer, now: number): number {
  const reset = secondsOf(answer.header('x-ratelimit-reset'), now);
  const after = answer.header('retry-after');
  const date = Date.parse(after ?? '');
  const waits = [reset, secondsOf(after, now) ?? (Number.isNaN(date) ? undefined : Math.max(0, date - now))];
  const said = waits.filter((wait) => wait !== undefined);
  return said.length === 0 ? NOT_SAID : Math.min(LONGEST_WAIT, Math.max(...said));
}

function secondsOf(header: string | undefined, now: number): number | undefined {
  if (header === undefined || !/^\s*\d+(?:\.\d+)?\s*$/.test(header)) return undefined;
  const seconds = Number(header);
  return seconds < POINT_IN_TIME ? Math.ceil(seconds * 1_000) : Math.max(0, Math.ceil(seconds * 1_000 - now));
}
