import { DAY } from './duration.ts';

/** True if this machine knows the IANA time zone. */
export function isTimezone(timezone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: timezone }) !== undefined;
  } catch {
    return false;
  }
}

/**
 * The time that a local time such as `2026-10-25T02:30:00` means. It occurs twice when the clocks are set back and
 * never when they are set forward; then `reading` chooses one of the two. Throws if the zone is unknown.
 */
export function momentOf(local: string, timezone: string, reading: 'earlier' | 'later'): Date {
  const wall = Date.parse(`${local}Z`);
  const candidates = [-DAY, DAY].map((shift) => {
    const offset = offsetAt(wall + shift, timezone);
    return { offset, moment: wall - offset };
  });
  const real = candidates.filter(({ moment, offset }) => offsetAt(moment, timezone) === offset);
  const moments = (real.length > 0 ? real : candidates).map(({ moment }) => moment);
  return new Date(reading === 'earlier' ? Math.min(...moments) : Math.max(...moments));
}

/** How far the zone is ahead of UTC at this time (milliseconds). */
function offsetAt(moment: number, timezone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone: timezone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
  }).formatToParts(moment);
  const [year = 0, month = 1, day, hour, minute, second] = ['year', 'month', 'day', 'hour', 'minute', 'second'].map(
    (type) => Number(parts.find((part) => part.type === type)?.value),
  );
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(moment / 1_000) * 1_000;
}
