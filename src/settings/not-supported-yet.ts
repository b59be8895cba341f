import type { z } from 'zod';
import type { Fault } from './fault.ts';
import { keysAt, levelsIn, valueAt } from './known-keys.ts';

/**
 * What the format has and nothing enforces yet. A guard that is read and not held would protect nobody, so it is a fault
 * wherever it stands. Taking a line off here is all that it takes once the guard is enforced.
 */
export const NOT_SUPPORTED_YET: readonly {
  readonly key: string;
  readonly value?: string;
  readonly instead?: string;
}[] = [
  { key: 'break_glass' },
  { key: 'freezes' },
  { key: 'operators' },
  { key: 'cooldown' },
  { key: 'max_open' },
  { key: 'limits' },
  { key: 'preview' },
  { key: 'apply', value: 'rehearse', instead: 'Write automatic or by_hand.' },
  { key: 'post_to' },
  { key: 'viewers' },
  { key: 'audit_channel' },
  { key: 'retention' },
];

/** One fault at each key of the table, whatever its value is; a key at a level that does not have it is told as unknown instead. */
export function faultsNotSupported(format: z.core.$ZodType, data: unknown): readonly Fault[] {
  return levelsIn(data).flatMap(({ path, map }) => {
    const known = keysAt(format, data, path);
    return NOT_SUPPORTED_YET.flatMap(({ key, value, instead }): readonly Fault[] => {
      if (!known.includes(key) || !Object.hasOwn(map, key)) return [];
      const here = [...path, key];
      if (value === undefined) {
        return [{ path: here, at: 'key', text: 'is not supported yet and would change nothing. Take it out.' }];
      }
      if (valueAt(map, key) !== value) return [];
      return [
        { path: here, at: 'value', text: `cannot be ${value}: it is not supported yet. ${instead ?? 'Take it out.'}` },
      ];
    });
  });
}
