import type { TestClock } from 'pg-boss';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ActionRequest } from '../../src/domain/request.ts';
import type { DueJob } from '../../src/flows/ports/due-work.ts';
import { collectHappenings } from './happenings.ts';
import { anasRequest, audit } from './requests.ts';
import { createDatabase, engines, stoppedClock, type TestDatabase, type TestStore } from './stores.ts';

type Handler = (job: DueJob) => Promise<void>;

const MINUTE = 60_000;

describe.each(engines)('due work on %s', (engine) => {
  let database: TestDatabase;
  let store: TestStore;
  let clock: TestClock;
  const handlers = new Map<string, Handler>();

  beforeAll(async () => {
    database = await createDatabase(engine);
    clock = stoppedClock();
    store = await database.open(clock);
    await store.dueWork.start((job) => handlers.get(job.requestId)?.(job) ?? Promise.resolve());
  });
  afterAll(() => database.drop());

  async function asked(handler?: Handler): Promise<ActionRequest> {
    const request = anasRequest();
    if (handler) handlers.set(request.id, handler);
    await store.requests.add(request, audit('request.asked'), []);
    return request;
  }

  const inMilliseconds = (milliseconds: number): Date => new Date(clock.now() + milliseconds);

  test('work that a move makes due is worked at once, with the ids it needs and no more', async () => {
    const worked = collectHappenings<DueJob>();
    const request = await asked(async (job) => worked.add(job));
    const due = [{ work: 'create_run' as const, at: inMilliseconds(0) }];
    await store.requests.move(request, { event: 'run_it', audit: audit('request.started'), due });
    expect(await worked.first(1)).toEqual([{ work: 'create_run', requestId: request.id, attempt: 0 }]);
    await store.requests.enqueue(request, { work: 'find_run', at: inMilliseconds(-5_000), attempt: 3 });
    expect((await worked.first(2))[1]).toEqual({ work: 'find_run', requestId: request.id, attempt: 3 });
  });

  test('work of a later time begins then, and not before', async () => {
    const worked = collectHappenings<number>();
    const request = await asked(async () => worked.add(clock.now()));
    const at = inMilliseconds(30 * MINUTE);
    await store.requests.enqueue(request, { work: 'expire_request', at });
    await clock.setTime(at.getTime() - 1_000);
    await clock.tick(999);
    expect(worked.all).toEqual([]);
    await clock.tick(1);
    expect(await worked.first(1)).toEqual([at.getTime()]);
  });

  test('work that throws is tried again after 1, 2, 4, 8, 15 and then every 30 s, and every failure is told', async () => {
    const tries = collectHappenings<number>();
    const request = await asked(async () => {
      tries.add(clock.now());
      throw new Error('HCP Terraform is away.');
    });
    await store.requests.enqueue(request, { work: 'find_run', at: inMilliseconds(0) });
    const [begun = 0] = await tries.first(1);
    const waits = [1, 2, 4, 8, 15, 30, 30];
    for (const [index, seconds] of waits.entries()) {
      await store.problems.first(index + 1);
      await clock.tick(seconds * 1_000 - 1);
      expect(tries.all).toHaveLength(index + 1);
      await clock.tick(1);
      await tries.first(index + 2);
    }
    expect(clock.now() - begun).toBe(90_000);
    const told = store.problems.all.filter(({ job }) => job?.requestId === request.id);
    expect(told).toHaveLength(8);
    expect(told[0]).toMatchObject({ error: { message: 'HCP Terraform is away.' }, job: { work: 'find_run' } });
    handlers.delete(request.id);
  });

  test('a hundred hints are worked at once and once more in the next second, and one that fails is left', async () => {
    const worked = collectHappenings<number>();
    const request = await asked(async () => {
      worked.add(clock.now());
      throw new Error('HCP Terraform is away.');
    });
    // Waits for the start of a second, so that everything is before the next one.
    await clock.tick(2_000 - (clock.now() % 1_000));
    const told = store.problems.all.length;
    const hint = { work: 'follow_run' as const, at: inMilliseconds(0), isHint: true as const };
    await Promise.all(Array.from({ length: 100 }, () => store.requests.enqueue(request, hint)));
    await worked.first(1);
    await store.problems.first(told + 1);
    await clock.tick(1_100);
    const [first = 0, second = 0] = await worked.first(2);
    expect(second - first).toBeLessThanOrEqual(1_100);
    await store.problems.first(told + 2);
    await clock.tick(60_000);
    expect(worked.all).toHaveLength(2);
    await store.requests.enqueue(request, { ...hint, at: inMilliseconds(0) });
    expect(await worked.first(3)).toHaveLength(3);
    handlers.delete(request.id);
  });

  test('a hundred pieces of work are done without waiting, while fifteen others hang', async () => {
    let letGo = (): void => {};
    const hang = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const hanging = collectHappenings<string>();
    const worked = collectHappenings<string>();
    const stuck = await asked(async (job) => {
      hanging.add(job.requestId);
      await hang;
    });
    for (let count = 0; count < 15; count += 1) {
      await store.requests.enqueue(stuck, { work: 'create_run', at: inMilliseconds(0) });
    }
    await hanging.first(15);
    const request = await asked(async (job) => worked.add(job.requestId));
    await Promise.all(
      Array.from({ length: 100 }, () => store.requests.enqueue(request, { work: 'follow_run', at: inMilliseconds(0) })),
    );
    expect(await worked.first(100)).toHaveLength(100);
    letGo();
  });

  test('whoever holds a place holds it until it stops, and begins anew after a failure', async () => {
    const begun = collectHappenings<number>();
    await store.dueWork.acquireLease('watcher', async (signal) => {
      begun.add(clock.now());
      if (begun.all.length === 1) throw new Error('The first reading failed.');
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    });
    await begun.first(1);
    await clock.tick(1_000);
    const [first = 0, second = 0] = await begun.first(2);
    expect(second - first).toBe(1_000);
    expect(store.problems.all.at(-1)).toMatchObject({ error: { message: 'The first reading failed.' } });
    await clock.tick(MINUTE);
    expect(begun.all).toHaveLength(2);
  });

  test('stopping waits for what is under way, but no longer than it is told', { timeout: 60_000 }, async () => {
    const other = await createDatabase(engine);
    const stopping = await other.open();
    const begun = collectHappenings<string>();
    let finish = (): void => {};
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    await stopping.dueWork.start(async (job) => {
      begun.add(job.work);
      if (job.work === 'create_run') await finished;
      else await new Promise(() => {});
    });
    const request = anasRequest();
    const now = new Date();
    await stopping.requests.add(request, audit('request.asked'), [
      { work: 'create_run', at: now },
      { work: 'find_run', at: now },
    ]);
    await begun.first(2);
    const before = performance.now();
    const stopped = stopping.dueWork.stop(300);
    finish();
    await stopped;
    expect(performance.now() - before).toBeGreaterThan(290);
    expect(performance.now() - before).toBeLessThan(1_300);
    await other.drop();
  });
});
