import { cronOf } from '../domain/freeze.ts';
import { isTimezone, momentOf } from '../domain/local-time.ts';
import type { AllowlistFile } from './allowlist-schema.ts';
import { type Fault, type Path, show } from './fault.ts';
import { DEFAULT_TIMEZONE } from './file-defaults.ts';

export type FreezeInFile = NonNullable<AllowlistFile['freezes']>[number];

/** Checks a freeze as a whole: its times must be valid and its names must exist. */
export function faultsInFreezes(file: AllowlistFile): readonly Fault[] {
  const freezes = file.freezes ?? [];
  return freezes.flatMap((freeze, index) => {
    const path: Path = ['freezes', index];
    const twice = freezes.findIndex(({ name }) => name === freeze.name) < index;
    const unknown = (freeze.actions ?? []).filter((action) => !Object.hasOwn(file.actions, action));
    return [
      ...(twice
        ? [
            {
              path: [...path, 'name'],
              at: 'value',
              text: 'names a freeze that is there already. Give it its own name.',
            } as const,
          ]
        : []),
      ...unknown.map((action) => ({
        ...{ path: [...path, 'actions'], at: 'value' as const },
        text: `${show(action)} is no action of this file. Write one of: ${Object.keys(file.actions).join(', ')}.`,
      })),
      ...faultsInTime(freeze, path),
    ];
  });
}

const RECURRING =
  'Write starts: "0 16 * * 5" with lasts: 64h for a time that comes again, or from: and until: for one that comes once.';

function faultsInTime(freeze: FreezeInFile, path: Path): readonly Fault[] {
  const { starts, lasts, from, until, timezone = DEFAULT_TIMEZONE } = freeze;
  const say = (key: string, text: string): readonly Fault[] => [{ path: [...path, key], at: 'value', text }];
  if (!isTimezone(timezone)) {
    return say('timezone', `${show(timezone)} is no time zone. Write one such as Europe/Vienna or UTC.`);
  }
  const recurring = starts !== undefined && lasts !== undefined && from === undefined && until === undefined;
  const once = from !== undefined && until !== undefined && starts === undefined && lasts === undefined;
  if (!recurring && !once) return [{ path, at: 'value', text: `does not say when it holds. ${RECURRING}` }];
  if (recurring) {
    const fault = faultInCron(starts, timezone);
    return fault === undefined
      ? []
      : say(
          'starts',
          `${show(starts)} ${fault}. Write cron in five fields: minute, hour, day, month, day of the week.`,
        );
  }
  const bad = Object.entries({ from, until }).filter(([, time]) => !isTime(time ?? ''));
  if (bad.length > 0)
    return bad.flatMap(([key, time]) =>
      say(key, `${show(time)} is no day of the calendar. Write it such as 2026-12-24.`),
    );
  const dates = readDates({ from, until }, timezone);
  return dates.from < dates.until
    ? []
    : say('until', 'is not after from. A day that is named here is frozen to its end.');
}

function faultInCron(starts: string, timezone: string): string | undefined {
  try {
    return cronOf({ starts, timezone }).nextRun(new Date(0)) === null ? 'never comes' : undefined;
  } catch {
    return 'is no cron line';
  }
}

/** True for a date that exists, unlike February 30. */
function isTime(time: string): boolean {
  const day = time.slice(0, 10);
  const moment = new Date(`${wholeTime(time)}Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(day);
}

const isDay = (time: string): boolean => !time.includes('T');

const wholeTime = (time: string): string => (isDay(time) ? `${time}T00:00:00` : `${time}:00`);

/** Reads a single freeze. A day as its end includes its last moment. If the clocks change then, the later time counts. */
export function readDates(
  { from = '', until = '' }: Pick<FreezeInFile, 'from' | 'until'>,
  timezone: string,
): { readonly from: Date; readonly until: Date } {
  return {
    from: momentOf(wholeTime(from), timezone, 'earlier'),
    until: momentOf(isDay(until) ? dayAfter(until) : wholeTime(until), timezone, 'later'),
  };
}

function dayAfter(day: string): string {
  const next = new Date(`${day}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 19);
}
