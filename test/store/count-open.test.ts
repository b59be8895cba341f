import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ActionRequest } from '../../src/domain/request.ts';
import { anasRequest, audit } from './requests.ts';
import { createDatabase, engines, stoppedClock, type TestDatabase, type TestStore } from './stores.ts';

describe.each(engines)('what is open, counted on %s', (engine) => {
  let database: TestDatabase;
  let store: TestStore;
  const clock = stoppedClock();
  const ago = (minutes: number): Date => new Date(clock.now() - minutes * 60_000);

  beforeAll(async () => {
    database = await createDatabase(engine);
    store = await database.open(clock);
  });
  afterAll(() => database.drop());

  const add = (given: Partial<ActionRequest>): Promise<void> =>
    store.requests.add(anasRequest({ askedAt: ago(60), startedAt: ago(60), ...given }), audit('request.asked'), []);

  test('open requests by state and environment, unresolved ones of the last day, followed runs, and the outbox', async () => {
    await add({ state: 'unconfirmed' });
    await add({ state: 'awaiting_approval', startedAt: ago(5) });
    await add({ state: 'awaiting_approval', startedAt: ago(45) });
    await add({ state: 'running', runId: 'run-1' });
    await add({ state: 'succeeded', settledAt: ago(1) });
    await add({ state: 'unresolved', settledAt: ago(23 * 60) });
    await add({ state: 'unresolved', settledAt: ago(25 * 60) });
    await store.database.kysely
      .updateTable('requests')
      .set({ connection: 'eu' })
      .where('state', '=', 'running')
      .execute();
    await store.database.kysely
      .updateTable('outbox')
      .set({ since: ago(2) })
      .execute();
    await sql`delete from outbox where id not in (select min(id) from outbox)`.execute(store.database.kysely);
    expect(await store.countOpen()).toEqual({
      open: [
        { state: 'awaiting_approval', environment: 'prod', requests: 2, oldest: ago(45) },
        { state: 'running', environment: 'prod', requests: 1, oldest: ago(60) },
      ],
      unresolved: [{ environment: 'prod', requests: 1 }],
      followed: [{ connection: 'eu', runs: 1 }],
      outbox: { items: 1, oldest: ago(2) },
    });
  });
});
