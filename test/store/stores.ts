import { type Clock, systemClock, TestClock } from 'pg-boss';
import { inject } from 'vitest';
import type { DueJob } from '../../src/flows/ports/due-work.ts';
import type { DatabasePlace } from '../../src/store/database.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { lendEmbeddedDatabase, lendTestDatabase } from '../postgres.ts';
import { collectHappenings, type Happenings } from './happenings.ts';

export type Engine = Store['database']['engine'];

const server = inject('postgres');

/** Both engines, or only the embedded one if this machine has no PostgreSQL. */
export const engines: readonly Engine[] = server === undefined ? ['pglite'] : ['pglite', 'postgres'];

export const START = new Date('2026-03-02T03:00:00.000Z');

export interface TestStore extends Store {
  /** Errors of due work and the engine that no test waits for. */
  readonly problems: Happenings<{ readonly error: unknown; readonly job: DueJob | undefined }>;
}

/** A database that several stores can open, like replicas. */
export interface TestDatabase {
  readonly place: DatabasePlace;
  open(clock?: Clock): Promise<TestStore>;
  drop(): Promise<void>;
}

export async function createDatabase(engine: Engine): Promise<TestDatabase> {
  const { place, giveBack } = engine === 'postgres' ? await lendOnServer() : await lendEmbedded();
  const opened: TestStore[] = [];
  return {
    place,
    async open(clock = systemClock) {
      const problems: TestStore['problems'] = collectHappenings();
      const onError = (error: unknown, job?: DueJob): void => problems.add({ error, job });
      const store = { ...(await openStore({ ...place, clock, onError })), problems };
      opened.push(store);
      return store;
    },
    async drop() {
      for (const store of opened) await store.close();
      await giveBack();
    },
  };
}

interface Lent {
  readonly place: DatabasePlace;
  readonly giveBack: () => Promise<void>;
}

async function lendOnServer(): Promise<Lent> {
  const { url, giveBack } = await lendTestDatabase(server ?? '', inject('postgresTemplate') ?? '');
  return { place: { databaseUrl: url }, giveBack };
}

async function lendEmbedded(): Promise<Lent> {
  const { pglite, giveBack } = await lendEmbeddedDatabase(inject('databaseTemplate'));
  return { place: { memory: { pglite } }, giveBack };
}

export const stoppedClock = (): TestClock => new TestClock(START);
