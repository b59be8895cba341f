import { Kysely, PostgresDialect } from 'kysely';
import { Migrator } from 'kysely/migration';
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import { QUEUE } from '../../../src/store/due-work.ts';
import { up as layGround } from '../../../src/store/migrations/0001-ground.ts';
import { up as addFreezes } from '../../../src/store/migrations/0002-freezes.ts';
import { up as addPlaces } from '../../../src/store/migrations/0003-places.ts';
import { up as paceOutbox } from '../../../src/store/migrations/0004-outbox.ts';
import type { Recorded } from './read-recorded.ts';

/** What that release had; migrations that were released are never edited. */
const MIGRATIONS = {
  '0001-ground': { up: layGround },
  '0002-freezes': { up: addFreezes },
  '0003-places': { up: addPlaces },
  '0004-outbox': { up: paceOutbox },
};

/** Columns that are the same in every job of the queue. */
const OF_EVERY_JOB = `name, policy, retry_limit, retry_backoff, retry_delay_max, expire_seconds, deletion_seconds,
  heartbeat_seconds, keep_until`;
const IN_EVERY_JOB = `'${QUEUE}', 'standard', 1000000, true, 30, 60, 60, 10, start_after + interval '10 years'`;

/** Makes the tables of that release in an empty database. */
export async function makeOldTables(url: string): Promise<void> {
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  const kysely = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  const migrator = new Migrator({ db: kysely, provider: { getMigrations: async () => MIGRATIONS } });
  const { error } = await migrator.migrateToLatest();
  await kysely.destroy();
  if (error !== undefined) throw error;
  const boss = new PgBoss({ connectionString: url, schedule: false, supervise: false });
  await boss.start();
  await boss.createQueue(QUEUE);
  await boss.stop({ graceful: false });
}

/** Inserts every row as that release wrote it. */
export async function insertRows(url: string, { rows }: Recorded): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const { table, row } of rows) {
      const columns = Object.keys(row).join(', ');
      const isJob = table === 'pgboss.job';
      await client.query(
        `insert into ${table} (${columns}${isJob ? `, ${OF_EVERY_JOB}` : ''}) overriding system value
         select ${columns}${isJob ? `, ${IN_EVERY_JOB}` : ''} from json_populate_record(null::${table}, $1)`,
        [JSON.stringify(row)],
      );
    }
    for (const table of ['outbox', 'freezes'])
      await client.query(`select setval(pg_get_serial_sequence($1, 'id'), max(id)) from ${table}`, [table]);
  } finally {
    await client.end();
  }
}
