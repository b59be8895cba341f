/** Milliseconds. */
const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The time this many milliseconds after another. */
export const after = (time: Date, milliseconds: number): Date => new Date(time.getTime() + milliseconds);

const UNITS = { d: DAY, h: HOUR, m: MINUTE, s: SECOND } as const;

/** One to four numbers with units, largest unit first, each unit once: `5s`, `30m`, `1h30m`, `2d`. */
export const DURATION_PATTERN = /^(?=\d)(?:(\d{1,8})d)?(?:(\d{1,8})h)?(?:(\d{1,8})m)?(?:(\d{1,8})s)?$/;

const SHORTEST_DURATION = UNITS.s;
const LONGEST_DURATION = 365 * UNITS.d;

/**
 * Parses a duration into milliseconds, from 1 s to 365 d. `undefined` for anything else, including a number without a
 * unit.
 */
export function parseDuration(text: string): number | undefined {
  const match = DURATION_PATTERN.exec(text);
  if (match === null) return undefined;
  const [, days = '0', hours = '0', minutes = '0', seconds = '0'] = match;
  const milliseconds =
    Number(days) * UNITS.d + Number(hours) * UNITS.h + Number(minutes) * UNITS.m + Number(seconds) * UNITS.s;
  return milliseconds >= SHORTEST_DURATION && milliseconds <= LONGEST_DURATION ? milliseconds : undefined;
}

/** The duration in the allowlist's notation, such as `1h30m`, rounded down to whole seconds. */
export function printDuration(milliseconds: number): string {
  let rest = milliseconds;
  const parts = Object.entries(UNITS).map(([unit, length]) => {
    const count = Math.floor(rest / length);
    rest -= count * length;
    return count === 0 ? '' : `${count}${unit}`;
  });
  return parts.join('') || '0s';
}
