import type { TablesReading } from '../domain/judge-database.ts';
import { MIGRATION_NAMES } from './migrate.ts';

/** Settings of PostgreSQL without which a crash loses commits. */
export const DURABLE_SETTINGS = ['fsync', 'synchronous_commit', 'full_page_writes'] as const;

/** `made` are the migrations that were applied to the database. */
export const compareTables = (made: readonly string[]): TablesReading => ({
  toMigrate: MIGRATION_NAMES.filter((name) => !made.includes(name)),
  tooNew: made.filter((name) => !MIGRATION_NAMES.includes(name)),
});

/** The times of a statement of which the middle one counts. */
const SAMPLES = 7;

/** The median time of the shortest statement (milliseconds). */
export async function measureLatency(run: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    const began = performance.now();
    await run();
    times.push(performance.now() - began);
  }
  return times.sort((one, other) => one - other)[Math.floor(SAMPLES / 2)] ?? 0;
}
