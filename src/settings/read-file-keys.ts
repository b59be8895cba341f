import type { Allowlist } from '../domain/entry.ts';
import type { PlannedFreeze } from '../domain/freeze.ts';
import type { AllowlistFile } from './allowlist-schema.ts';
import { readDuration, readPeople } from './read-levels.ts';

const DEFAULT_LIMITS = { open: 50, commandsPerMinute: 60 };
const DEFAULT_TIMEZONE = 'UTC';

/** What holds for the file as a whole. */
export function readFileKeys(file: AllowlistFile): Omit<Allowlist, 'hash' | 'text' | 'entries' | 'origins'> {
  const { people = {}, channels = {}, limits = {} } = file;
  const [admin, audit] = [file.admin_channel, file.audit_channel].map((name) => channels[name ?? '']);
  const retention = readDuration(file.retention);
  return {
    freezes: (file.freezes ?? []).map(readFreeze),
    operators: Object.fromEntries(
      Object.entries(file.environments).flatMap(([name, { operators }]) =>
        operators === undefined ? [] : [[name, readPeople(operators, people)]],
      ),
    ),
    limits: {
      open: limits.open ?? DEFAULT_LIMITS.open,
      commandsPerMinute: limits.commands_per_minute ?? DEFAULT_LIMITS.commandsPerMinute,
    },
    ...(admin && { adminChannel: admin }),
    ...(audit && { auditChannel: audit }),
    ...(retention !== undefined && { retention }),
  };
}

export type FreezeInFile = NonNullable<AllowlistFile['freezes']>[number];

function readFreeze(written: FreezeInFile): PlannedFreeze {
  const { name, environments, actions, reason, timezone = DEFAULT_TIMEZONE, starts, lasts, from, until } = written;
  return {
    ...{ name, timezone },
    ...(environments && { environments }),
    ...(actions && { actions }),
    ...(reason && { reason }),
    when:
      starts === undefined
        ? { kind: 'once', from: beginningOf(from ?? ''), until: endOf(until ?? '') }
        : { kind: 'recurring', starts, lasts: readDuration(lasts) ?? 0 },
  };
}

const isDay = (time: string): boolean => !time.includes('T');

const beginningOf = (time: string): string => (isDay(time) ? `${time}T00:00:00` : `${time}:00`);

/** A day that is named as the end is frozen to its last moment. */
function endOf(time: string): string {
  if (!isDay(time)) return `${time}:00`;
  const next = new Date(`${time}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 19);
}
