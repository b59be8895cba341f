import { CamelCasePlugin, Kysely, PostgresDialect } from 'kysely';
import type { Unwatched } from '../src/flows/waiting/sweep-owed-work.ts';
import type { DatabasePlace } from '../src/store/database.ts';
import type { Tables } from '../src/store/tables.ts';
import { findUnwatched } from '../src/store/unwatched-requests.ts';

/** Requests that owe work which is not in the queue, as the sweep finds them; none are looked for where there is no server. */
export async function findUnwatchedOn(place: DatabasePlace, now: Date): Promise<readonly Unwatched[]> {
  if (!('lent' in place)) return [];
  const kysely = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: place.lent.pool }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  });
  return findUnwatched(kysely, now);
}
