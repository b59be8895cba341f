import { type Kysely, sql } from 'kysely';
import { PgBoss } from 'pg-boss';
import type { Clock } from '../flows/ports/clock.ts';
import type { Database } from './database.ts';
import type { Tables } from './tables.ts';

/**
 * When pg-boss frees jobs of a worker that died (seconds). Only a server needs this; an embedded database has one
 * process, which frees all jobs when it starts.
 */
const LOOK_FOR_THE_DEAD = { postgres: 2, pglite: 60 };

/** Starts pg-boss. Its tables exist and jobs can be enqueued, but no worker runs yet. */
export async function startEngine(database: Database, clock: Clock, onError: (error: Error) => void): Promise<PgBoss> {
  const { engine, kysely } = database;
  const boss = new PgBoss({
    db: database.boss,
    backend: engine,
    clock,
    superviseIntervalSeconds: LOOK_FOR_THE_DEAD[engine],
    monitorIntervalSeconds: LOOK_FOR_THE_DEAD[engine],
    maintenanceIntervalSeconds: 60,
    schedule: false,
    registerInstance: false,
    reindex: false,
    monitorVacuum: false,
    openTelemetry: { enabled: false },
  });
  boss.on('error', onError);
  // Replicas that open a new database at the same time conflict here. A second later the tables exist.
  await boss.start({ attempts: 5 });
  if (engine === 'pglite') await freeEverything(kysely);
  return boss;
}

/** This process alone uses the embedded database, so every active job belonged to a process that died. */
async function freeEverything(kysely: Kysely<Tables>): Promise<void> {
  await sql`
    update pgboss.job set state = 'created', started_on = null, heartbeat_on = null where state = 'active'
  `.execute(kysely);
  await sql`update places set held_until = '-infinity'`.execute(kysely);
}
