import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { canonicalJson } from '../../src/domain/canonical-json.ts';
import type { ActionRequest } from '../../src/domain/request.ts';
import { shownOf } from '../../src/domain/run.ts';
import { anasRequest, audit, bensApproval, someRun } from './requests.ts';
import { createDatabase, engines, START, stoppedClock, type TestDatabase, type TestStore } from './stores.ts';

describe.each(engines)('the record of requests on %s', (engine) => {
  let database: TestDatabase;
  let store: TestStore;
  const clock = stoppedClock();

  beforeAll(async () => {
    database = await createDatabase(engine);
    store = await database.open(clock);
  });
  afterAll(() => database.drop());

  async function asked(given: Partial<ActionRequest> = {}): Promise<ActionRequest> {
    const request = anasRequest(given);
    await store.requests.add(request, audit('request.asked', request), []);
    return request;
  }

  async function awaitingApproval(): Promise<ActionRequest> {
    const request = await asked();
    const moved = await store.requests.move(request, {
      event: 'run_it_with_approvals',
      audit: audit('request.started'),
    });
    if (moved === undefined) throw new Error('Somebody else was first.');
    return moved;
  }

  const countRows = async (
    table: 'audit' | 'outbox' | 'decisions',
    condition = sql<boolean>`true`,
  ): Promise<number> => {
    const { kysely } = store.database;
    return Number(
      (await kysely.selectFrom(table).select(sql`count(*)`.as('rows')).where(condition).execute())[0]?.rows,
    );
  };

  const countJobs = async (requestId: string): Promise<number> => {
    const jobs = await sql<{ rows: unknown }>`
      select count(*) as rows from pgboss.job where data ->> 'requestId' = ${requestId}
    `.execute(store.database.kysely);
    return Number(jobs.rows[0]?.rows);
  };

  test('a run that comes back shows what it showed, so that reading the same again is no news', async () => {
    const plan = { id: 'plan-1', status: 'finished', resourceChanges: 0, actionInvocations: 1 };
    const apply = { id: 'apply-1', status: 'pending', actionInvocations: undefined, actionFailures: undefined };
    const run = { ...someRun, id: 'run-that-comes-back', plan, apply };
    const { id } = await asked({ run, runId: run.id });
    const found = await store.requests.find(id);
    expect(found?.run && shownOf(found.run)).toBe(shownOf(run));
    expect(found?.run && shownOf({ ...found.run, status: 'planned' })).not.toBe(shownOf(run));
  });

  test('what a run waits for comes back as the same text to compare, and since another moment as another', async () => {
    const since = new Date('2026-03-02T03:13:00.000Z');
    const blocked = { by: 'run', run: 'run-0', what: 'run-0 (planning)', who: undefined, since } as const;
    const { id } = await asked({ blocked });
    const found = await store.requests.find(id);
    expect(found?.blocked && canonicalJson(found.blocked)).toBe(canonicalJson(blocked));
    expect(canonicalJson({ ...blocked, since: new Date(0) })).not.toBe(canonicalJson(blocked));
  });

  test('what was asked comes back as it was, dates as dates, and what is absent is absent', async () => {
    const request = await asked({
      deadline: new Date('2026-03-02T03:10:00.250Z'),
      token: '0123456789abcdef0123456789abcdef',
      decisions: [bensApproval],
      run: someRun,
      runId: someRun.id,
      runReadAt: new Date('2026-03-02T03:13:02.000Z'),
      waiting: { since: new Date('2026-03-02T03:14:00.000Z'), because: 'by_hand' },
      looksDone: 2,
      outcome: 'Said "no" in 日本語 and 🦊',
      ended: {
        kind: 'ended_with_run',
        why: { kind: 'frozen', freeze: { name: 'sale', from: new Date(1_000), until: new Date(2_000) } },
      },
    });
    const found = await store.requests.find(request.id);
    expect(found).toEqual(request);
    expect(Object.keys(found ?? {}).sort()).toEqual(Object.keys(request).sort());
  });

  test('the request that is running a run is found by it, and none that has no such run or has ended', async () => {
    const running = await asked({ state: 'running', runId: 'run-of-ana' });
    await asked({ state: 'creating' });
    await asked({ state: 'succeeded', runId: 'run-that-ended' });
    expect(await store.requests.runningWith('run-of-ana')).toEqual(running);
    for (const other of ['run-that-ended', 'run-of-an', 'RUN-OF-ANA', ''])
      expect(await store.requests.runningWith(other), other).toBeUndefined();
  });

  test('a request that nobody asked is not found', async () => {
    expect(await store.requests.find('f'.repeat(32))).toBeUndefined();
  });

  test('ben approves: state, decision, run and version are there afterwards, and what is taken away is gone', async () => {
    const request = await asked({ deadline: new Date('2026-03-02T04:00:00.000Z'), hint: 'Ask ben.' });
    const started = await store.requests.move(request, {
      event: 'run_it_with_approvals',
      audit: audit('request.started'),
    });
    const approved = await store.requests.move(started ?? request, {
      event: 'approve_last',
      change: { deadline: null, hint: null, approvedAt: bensApproval.at, run: someRun },
      decision: bensApproval,
      audit: audit('request.approved', request),
    });
    const { deadline: _, hint: __, ...rest } = request;
    const expected = {
      ...rest,
      ...{ state: 'approved', version: 3, approvedAt: bensApproval.at, decisions: [bensApproval], run: someRun },
    };
    expect(approved).toStrictEqual(expected);
    expect(await store.requests.find(request.id)).toEqual(expected);
  });

  test('what Slack lets through and PostgreSQL does not take is replaced, not lost', async () => {
    const request = await asked({ requesterName: 'A\0na', outcome: 'half a \uD83E fox\0' });
    expect(await store.requests.find(request.id)).toMatchObject({
      requesterName: 'A\uFFFDna',
      outcome: 'half a \uFFFD fox\uFFFD',
    });
  });

  test('of fifty moves from one version exactly one wins, and only it is on the record', async () => {
    const request = await awaitingApproval();
    const before = await countRows('audit');
    const moves = await Promise.all(
      Array.from({ length: 50 }, () =>
        store.requests.move(request, {
          event: 'approve',
          decision: bensApproval,
          audit: audit('request.approved', request),
          due: [{ work: 'create_run', at: START }],
        }),
      ),
    );
    expect(moves.filter((moved) => moved !== undefined)).toHaveLength(1);
    expect(await store.requests.find(request.id)).toMatchObject({ version: 3, decisions: [bensApproval] });
    expect((await countRows('audit')) - before).toBe(1);
    expect(await countJobs(request.id)).toBe(1);
  });

  test('a move that the lifecycle does not have throws and changes nothing', async () => {
    const request = await awaitingApproval();
    const move = store.requests.move(request, { event: 'verdict_succeeded', audit: audit('request.settled') });
    await expect(move).rejects.toThrow('A request that is awaiting_approval cannot verdict_succeeded');
    expect(await store.requests.find(request.id)).toEqual(request);
  });

  test('where the due work cannot be put, the move has not happened: no state, decision, wish or audit record', async () => {
    const request = await awaitingApproval();
    const before = [await countRows('audit'), await countRows('outbox'), await countRows('decisions')];
    const never = { work: 'create_run' as const, at: START, attempt: 1n as never };
    await expect(
      store.requests.move(request, {
        event: 'approve_last',
        decision: bensApproval,
        audit: audit('request.approved', request),
        due: [{ work: 'expire_request', at: START }, never],
        milestones: [{ kind: 'settled' }],
      }),
    ).rejects.toThrow();
    expect(await store.requests.find(request.id)).toEqual(request);
    expect([await countRows('audit'), await countRows('outbox'), await countRows('decisions')]).toEqual(before);
    expect(await countJobs(request.id)).toBe(0);
  });

  test('where the audit record cannot be written, nothing has happened either, and no work is due', async () => {
    const request = await awaitingApproval();
    const broken = { ...audit('request.approved', request), facts: { huge: 1n } } as never;
    const due = [{ work: 'create_run' as const, at: START }];
    await expect(store.requests.move(request, { event: 'approve_last', audit: broken, due })).rejects.toThrow();
    expect(await store.requests.find(request.id)).toEqual(request);
    expect(await countJobs(request.id)).toBe(0);
    const other = anasRequest();
    await expect(store.requests.add(other, broken, due)).rejects.toThrow();
    expect(await store.requests.find(other.id)).toBeUndefined();
  });

  test('a request that ends before Run it was pressed has nothing for Slack; from Run it on every move has', async () => {
    const canceled = await asked();
    await store.requests.move(canceled, {
      event: 'withdraw',
      audit: audit('request.withdrawn'),
      milestones: [{ kind: 'settled' }],
    });
    expect(await countRows('outbox', sql`request_id = ${canceled.id}`)).toBe(0);
    const started = await awaitingApproval();
    expect(await countRows('outbox', sql`request_id = ${started.id}`)).toBe(1);
  });

  test('requests are found by state in the order they were asked, by requester, and the newest first', async () => {
    const requester = 'U0CEM00001';
    const at = (minute: number): Date => new Date(START.getTime() + minute * 60_000 + 86_400_000);
    const late = await asked({ requester, askedAt: at(30) });
    const early = await asked({ requester, askedAt: at(10) });
    const withdrawn = await asked({ requester, askedAt: at(20) });
    await store.requests.move(withdrawn, { event: 'withdraw', audit: audit('request.withdrawn') });
    const idsOf = (requests: readonly ActionRequest[]): string[] => requests.map(({ id }) => id);

    expect(idsOf(await store.requests.unconfirmedOf(requester))).toEqual([early.id, late.id]);
    expect(idsOf(await store.requests.recent(3))).toEqual([late.id, withdrawn.id, early.id]);
    const unconfirmed = (await store.requests.inStates(['unconfirmed'])).filter((one) => one.requester === requester);
    expect(idsOf(unconfirmed)).toEqual([early.id, late.id]);
    expect(idsOf(await store.requests.inStates(['withdrawn', 'denied']))).toContain(withdrawn.id);
    expect(await store.requests.inStates([])).toEqual([]);
  });

  test('no token and no run can belong to two requests', async () => {
    await asked({ token: 'b'.repeat(32), runId: 'run-of-one' });
    await expect(asked({ token: 'b'.repeat(32) })).rejects.toThrow(/requests_token/);
    await expect(asked({ runId: 'run-of-one' })).rejects.toThrow(/requests_run_id/);
  });

  test('of twenty deliveries of one thing one is new, and after a day it is forgotten', async () => {
    const { deliveries } = store;
    const seen = await Promise.all(Array.from({ length: 20 }, () => deliveries.seenBefore('Ev1')));
    expect(seen.filter((before) => !before)).toHaveLength(1);
    expect(await deliveries.seenBefore('Ev2')).toBe(false);
    await clock.setTime(START.getTime() + 86_400_000 - 1);
    expect(await deliveries.seenBefore('Ev1')).toBe(true);
    await clock.setTime(START.getTime() + 86_400_000);
    expect(await deliveries.seenBefore('Ev1')).toBe(false);
    expect(await deliveries.seenBefore('Ev1')).toBe(true);
  });

  test('the text of an allowlist is kept once, with the revision it was first seen with', async () => {
    const allowlist = { hash: 'c'.repeat(64), text: 'version: 1\n', revision: 'abc' };
    await store.keepAllowlist(allowlist, START);
    await store.keepAllowlist({ ...allowlist, revision: 'def' }, new Date());
    const kept = await store.database.kysely.selectFrom('allowlists').selectAll().execute();
    expect(kept).toEqual([{ ...allowlist, keptAt: START }]);
  });
});
