import { CamelCasePlugin, Kysely, PostgresDialect } from 'kysely';
import type { Unwatched } from '../src/flows/waiting/sweep-owed-work.ts';
import type { DatabasePlace } from '../src/store/database.ts';
import type { Tables } from '../src/store/tables.ts';
import { findUnwatched } from '../src/store/unwatched-requests.ts';

/** Requests whose owed work is not queued, as the sweep finds them. Empty without a database server. */
export async function findUnwatchedOn(place: DatabasePlace, now: Date): Promise<readonly Unwatched[]> {
  if (!('lent' in place)) return [];
  const kysely = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: place.lent.pool }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  });
  return findUnwatched(kysely, now);
}
