import type { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { up as layGround } from './migrations/0001-ground.ts';
import { up as addFreezes } from './migrations/0002-freezes.ts';
import { up as addPlaces } from './migrations/0003-places.ts';
import { up as paceOutbox } from './migrations/0004-outbox.ts';
import { up as bringOutboxToRest } from './migrations/0005-outbox-at-rest.ts';
import { up as findNewestAllowlist } from './migrations/0006-newest-allowlist.ts';
import type { Tables } from './tables.ts';

/** In order; what was released is never edited, only followed by another. */
const MIGRATIONS = {
  '0001-ground': { up: layGround },
  '0002-freezes': { up: addFreezes },
  '0003-places': { up: addPlaces },
  '0004-outbox': { up: paceOutbox },
  '0005-outbox-at-rest': { up: bringOutboxToRest },
  '0006-newest-allowlist': { up: findNewestAllowlist },
};

/** Brings the tables up to this version. Two processes may do it at once. Throws where the tables are of a newer version. */
export async function migrate(kysely: Kysely<Tables>): Promise<void> {
  const migrator = new Migrator({ db: kysely, provider: { getMigrations: async () => MIGRATIONS } });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  throw new Error(
    'The tables could not be brought up to this version. Nothing was changed; start the newest version that has run on this database, or restore a backup.',
    { cause: error },
  );
}
