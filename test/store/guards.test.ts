import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ActionRequest } from '../../src/domain/request.ts';
import { anasRequest, audit } from './requests.ts';
import { createDatabase, engines, START, stoppedClock, type TestDatabase, type TestStore } from './stores.ts';

describe.each(engines)('what the guards go by on %s', (engine) => {
  let database: TestDatabase;
  let store: TestStore;

  beforeAll(async () => {
    database = await createDatabase(engine);
    store = await database.open(stoppedClock());
  });
  afterAll(() => database.drop());

  const named = (action: string, given: Partial<ActionRequest> = {}): ActionRequest => {
    const request = anasRequest(given);
    return { ...request, asked: { ...request.asked, entry: { ...request.asked.entry, action } } };
  };
  const add = async (request: ActionRequest): Promise<ActionRequest> => {
    await store.requests.add(request, audit('request.asked', request), []);
    return request;
  };
  const at = (minute: number): Date => new Date(START.getTime() + minute * 60_000);

  test('open is past Run it and not settled; the last run is the one that settled last and had a run', async () => {
    const requester = 'U0EVE00001';
    const asked = await add(named('tallied', { requester, digest: 'e'.repeat(64) }));
    expect(await store.requests.tally(asked)).toEqual({
      openOfEntry: 0,
      openOfPerson: 0,
      lastRun: undefined,
      identical: undefined,
    });
    await add(named('tallied', { state: 'denied', settledAt: at(9), startedAt: at(0) }));
    for (const [runId, minute] of [
      ['run-5', 5],
      ['run-3', 3],
    ] as const) {
      await add(
        named('tallied', { state: 'failed', runId, requester: 'U0BEN00001', settledAt: at(minute), startedAt: at(0) }),
      );
    }
    const ending = { state: 'withdrawn', because: 'it was withdrawn' } as const;
    await add(named('tallied', { state: 'running', digest: asked.digest, startedAt: at(1), ending }));
    const open = await add(named('tallied', { state: 'creating', digest: asked.digest, startedAt: at(2) }));
    await add(named('tallied', { state: 'running', digest: asked.digest, startedAt: at(3) }));
    await add(named('another', { state: 'approved', requester, digest: asked.digest, startedAt: at(0) }));
    expect(await store.requests.tally(asked)).toEqual({
      openOfEntry: 3,
      openOfPerson: 1,
      lastRun: { settledAt: at(5), requester: 'U0BEN00001' },
      identical: open.id,
    });
  });

  test('of twenty that move past Run it at once where two may be open, two pass', async () => {
    const asked = await Promise.all(Array.from({ length: 20 }, () => add(named('crowded'))));
    const moved = await Promise.all(
      asked.map((request) =>
        store.requests.move(request, {
          event: 'run_it',
          audit: audit('request.run_it', request),
          guard: ({ openOfEntry }) => openOfEntry < 2,
        }),
      ),
    );
    expect(moved.filter((request) => request !== undefined)).toHaveLength(2);
    expect((await store.requests.unconfirmedOf('U0ANA00001')).filter(isCrowded)).toHaveLength(18);
  });
  const isCrowded = ({ asked }: ActionRequest): boolean => asked.entry.action === 'crowded';

  test('history: what a person sees, page by page, and the names of those who asked', async () => {
    const startedAt = at(0);
    const mine = await add(
      named('hidden', { requester: 'U0FAY00001', requesterName: 'Fay', askedAt: at(1), startedAt }),
    );
    const seen = await add(named('seen', { requesterName: 'Ana', askedAt: at(2), startedAt }));
    const twin = await add(named('seen', { requesterName: 'Ana', askedAt: at(2), startedAt }));
    await add(named('seen', { askedAt: at(3) }));
    await add(named('hidden', { requester: 'U0GUS00001', requesterName: 'Gus', askedAt: at(4), startedAt }));
    const gone = await add(named('gone', { askedAt: at(5), startedAt }));
    const entries = [{ action: 'seen', environment: 'prod' }];
    const known = ['hidden', 'tallied', 'crowded', 'another', 'seen'].map((action) => ({
      action,
      environment: 'prod',
    }));
    const query = { person: 'U0FAY00001', entries, orNoneOf: known };
    const ids = (requests: readonly ActionRequest[]): readonly string[] => requests.map(({ id }) => id);
    const twins = [seen.id, twin.id].sort().reverse();

    const first = await store.requests.history({ ...query, limit: 2 });
    expect(ids(first)).toEqual([gone.id, twins[0]]);
    const [, after] = first;
    expect(ids(await store.requests.history({ ...query, limit: 2, ...(after && { after }) }))).toEqual([
      twins[1],
      mine.id,
    ]);
    expect(ids(await store.requests.history({ ...query, action: 'seen', limit: 9 }))).toEqual(twins);
    expect(ids(await store.requests.history({ ...query, requesters: ['U0FAY00001'], limit: 9 }))).toEqual([mine.id]);
    expect(ids(await store.requests.history({ ...query, environment: 'staging', limit: 9 }))).toEqual([]);
    expect(await store.requests.requestersOf(query)).toEqual([
      { id: 'U0ANA00001', name: 'Ana' },
      { id: 'U0FAY00001', name: 'Fay' },
    ]);
  });
});
