import type { Allowlist } from '../domain/entry.ts';
import type { PlannedFreeze } from '../domain/freeze.ts';
import type { AllowlistFile } from './allowlist-schema.ts';
import { DEFAULT_LIMITS, DEFAULT_TIMEZONE } from './file-defaults.ts';
import { type FreezeInFile, readDates } from './freeze-faults.ts';
import { readDuration, readPeople } from './read-levels.ts';

/** The settings of the file as a whole. */
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

function readFreeze(written: FreezeInFile): PlannedFreeze {
  const { name, environments, actions, reason, timezone = DEFAULT_TIMEZONE, starts, lasts, from, until } = written;
  return {
    name,
    ...(environments && { environments }),
    ...(actions && { actions }),
    ...(reason && { reason }),
    when:
      starts === undefined
        ? { kind: 'once', ...readDates({ from, until }, timezone) }
        : { kind: 'recurring', starts, timezone, lasts: readDuration(lasts) ?? 0 },
  };
}
