import type { Answer } from './exchange.ts';

/** The delay after a 429 that names none (milliseconds). */
const NOT_SAID = 1_000;

/** HCP Terraform never asks for a longer delay, so a longer one is a mistake (milliseconds). */
export const LONGEST_WAIT = 5 * 60_000;
/** Numbers from here on are points in time, in seconds since 1970. */
const POINT_IN_TIME = 1_000_000_000;

/**
 * The delay that a 429 asks for, in milliseconds, at most five minutes. HCP Terraform sends seconds, possibly
 * fractional. A gateway may send a date or a point in time.
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
