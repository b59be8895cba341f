import { resolve } from 'node:path';
import { sayCount } from '../domain/say-count.ts';
import type { Clock } from '../flows/ports/clock.ts';
import type { Environment } from '../settings/environment.ts';
import { openDatabase } from '../store/database.ts';
import { hasDatabase } from '../store/embedded-database.ts';
import { type MovedStore, moveStore } from '../store/move-store.ts';
import { nameServer } from '../store/server-database.ts';
import { openStore } from '../store/store.ts';

type Place = Environment['database'];

const nameOf = (place: Place): string =>
  'dataDir' in place ? `the directory ${resolve(place.dataDir)}` : nameServer(place.databaseUrl);

/** Moves the store, and returns what to tell the operator. Throws an error that says what to do. */
export async function migrateStore(from: Place, to: Place, clock: Clock): Promise<readonly string[]> {
  if (nameOf(from) === nameOf(to)) throw new Error(`${nameOf(from)} is the source as well as the target.`);
  if ('dataDir' in from && !hasDatabase(from.dataDir)) {
    throw new Error(`There is no store in ${from.dataDir}. Set DATA_DIR or DATABASE_URL as it is set for the bot.`);
  }
  return withStore(from, clock, async (source) => {
    await makeTables(to, clock);
    return withStore(to, clock, async (target) => {
      const { requests, records, head } = await moveStore(source, target, clock);
      const variable = 'dataDir' in to ? 'DATA_DIR' : 'DATABASE_URL';
      return [
        `Moved ${sayCount(requests, 'request')} and ${sayCount(records, 'record')} from ${source.name} to ${target.name}.`,
        `Head of the record: ${head.seq} ${head.hash}`,
        `Start the bot with ${variable} set to it. No bot starts on ${source.name} any more.`,
      ];
    });
  });
}

/** Has the engine make its tables, and ends it: nothing may work on a store that is being copied. */
async function makeTables(place: Place, clock: Clock): Promise<void> {
  const store = await openStore({ ...place, clock, onError: () => {}, evenMarked: true });
  await store.close();
}

async function withStore<Value>(
  place: Place,
  clock: Clock,
  work: (store: MovedStore) => Promise<Value>,
): Promise<Value> {
  const database = await openDatabase({ ...place, clock, evenMarked: true });
  try {
    return await work({ database, name: nameOf(place) });
  } finally {
    await database.close();
  }
}
