import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isSettled } from '../../src/domain/lifecycle.ts';
import { OWED } from '../../src/domain/owed-work.ts';
import { sweepOwedWork, type Unwatched } from '../../src/flows/waiting/sweep-owed-work.ts';
import { standings } from '../standings.ts';
import { audit } from './requests.ts';
import { createDatabase, engines, START, stoppedClock, type TestDatabase, type TestStore } from './stores.ts';

/** The sweep covers open requests, and for an hour those whose run was never found. */
const isSwept = ({ request: { state, runId } }: (typeof standings)[number]): boolean =>
  !isSettled(state) || (state === 'unresolved' && runId === undefined);

describe.each(engines)('owed work on %s', (engine) => {
  let database: TestDatabase;
  let store: TestStore;

  beforeAll(async () => {
    database = await createDatabase(engine);
    store = await database.open(stoppedClock());
  });
  afterAll(() => database.drop());

  async function queueOf(id: string): Promise<readonly string[]> {
    const { rows } = await sql<{ readonly work: string }>`
      select data ->> 'work' as work from pgboss.job where data ->> 'requestId' = ${id} order by 1
    `.execute(store.database.kysely);
    return rows.map(({ work }) => work);
  }

  test('whoever names no work puts what is owed all the same, in the same transaction, and puts nothing twice', async () => {
    for (const { name, request, owes } of standings) {
      await store.requests.add(request, audit('request.asked'), []);
      expect(await queueOf(request.id), name).toEqual([...owes].sort());
      if (isSettled(request.state) || request.state === 'unconfirmed') continue;
      await store.requests.move(request, { event: 'note', audit: audit('run.status') });
      expect(await queueOf(request.id), name).toEqual([...owes].sort());
    }
    expect(await store.findUnwatched()).toEqual([]);
    const followed = (await store.requests.followed()).map(({ id }) => id);
    const watched = standings.filter(({ request: { state, preview } }) => {
      return OWED[state].isWatched || (!isSettled(state) && preview?.stage === 'planning');
    });
    expect(followed.sort()).toEqual(watched.map(({ request }) => request.id).sort());
  });

  test('a move puts what its new state owes; one that does not come about puts nothing', async () => {
    const { request } = standings.find(({ name }) => name === 'approved, plain') ?? standings[0];
    const asked = { ...request, id: 'd'.repeat(32) };
    await store.requests.add(asked, audit('request.asked'), []);
    const create = { event: 'create', change: { creatingSince: START }, audit: audit('run.creating') } as const;
    await store.requests.move(asked, { ...create, guard: () => false });
    expect(await queueOf(asked.id)).not.toContain('find_run');
    await store.requests.move(asked, create);
    expect(await queueOf(asked.id)).toContain('find_run');
  });

  test('requests whose work is gone are found one by one, told of as a defect, and have it again', async () => {
    await sql`delete from pgboss.job`.execute(store.database.kysely);
    const expected = standings.filter((one) => isSwept(one) && one.owes.length > 0);
    const told: [string, string][] = [];
    const stopping = new AbortController();
    await sweepOwedWork(
      {
        findUnwatched: async () => {
          const found: readonly Unwatched[] = await store.findUnwatched();
          stopping.abort(new Error('The test has seen one sweep.'));
          return found;
        },
        requests: store.requests,
        clock: stoppedClock(),
        onMissing: ({ id }, work) => void told.push([id, work]),
      },
      stopping.signal,
    );
    for (const { name, request, owes } of expected) {
      expect(
        told.filter(([id]) => id === request.id).map(([, work]) => work),
        name,
      ).toEqual(expect.arrayContaining([...owes]));
      expect(await queueOf(request.id), name).toEqual([...owes].sort());
    }
    expect(await store.findUnwatched()).toEqual([]);
  });
});
