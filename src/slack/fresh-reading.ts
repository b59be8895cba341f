import type { Clock } from '../flows/clock.ts';
import { FRESH_FOR } from '../flows/last-check.ts';

/**
 * Shares one reading among all who need it within 3 s of its beginning. A reading that fails is shared with those who
 * wait for it and then forgotten, so that the next one asks anew.
 */
export function shareFresh<Value>(
  clock: Clock,
  read: (key: string) => Promise<Value>,
): (key: string) => Promise<Value> {
  const readings = new Map<string, { readonly begunAt: number; readonly value: Promise<Value> }>();
  return (key) => {
    const now = clock.now();
    const earlier = readings.get(key);
    if (earlier !== undefined && now - earlier.begunAt < FRESH_FOR) return earlier.value;
    for (const [old, { begunAt }] of readings) if (now - begunAt >= FRESH_FOR) readings.delete(old);
    const value = read(key);
    const reading = { begunAt: now, value };
    readings.set(key, reading);
    value.catch(() => {
      if (readings.get(key) === reading) readings.delete(key);
    });
    return value;
  };
}
