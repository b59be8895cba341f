import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fenced } from '../../src/flows/following/fence-watcher.ts';
import type { Fence } from '../../src/flows/ports/due-work.ts';
import type { HcpTerraform } from '../../src/flows/ports/hcp-terraform.ts';
import { collectHappenings } from './happenings.ts';
import { anasRequest, audit } from './requests.ts';
import { createDatabase, engines, type TestDatabase } from './stores.ts';

describe.each(engines)('a lease on %s', (engine) => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createDatabase(engine);
  });
  afterEach(() => database.drop());

  test('whoever stood still and goes on writes nothing and acts on no run, once another process has its lease', async () => {
    const [one, two] = [await database.open(), await database.open()];
    const fences = collectHappenings<Fence>();
    const lost = collectHappenings<string>();
    const hold = async (signal: AbortSignal, fence: Fence): Promise<void> => {
      fences.add(fence);
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      lost.add(fence.lease);
    };
    const request = anasRequest();
    await one.requests.add(request, audit('request.asked', request), []);
    one.dueWork.acquireLease('watcher', (signal, fence) => hold(signal, fence).finally(() => lost.add('one')));
    const [first] = await fences.first(1);
    if (first === undefined) throw new Error('nobody held the place');
    expect(await one.dueWork.isLeaseHeld(first)).toBe(true);

    await sql`update places set held_until = '-infinity'`.execute(one.database.kysely);
    two.dueWork.acquireLease('watcher', hold);
    const [, second] = await fences.first(2);
    if (second === undefined) throw new Error('nobody took the place over');
    expect(second).toEqual({ lease: 'watcher', token: first.token + 1 });
    expect([await one.dueWork.isLeaseHeld(first), await one.dueWork.isLeaseHeld(second)]).toEqual([false, true]);

    const move = { event: 'withdraw', audit: audit('request.withdrawn', request) } as const;
    expect(await one.requests.move(request, { ...move, fence: first })).toBeUndefined();
    expect((await one.requests.find(request.id))?.state).toBe('unconfirmed');

    const calls: string[] = [];
    const act: HcpTerraform['confirmRun'] = async (_where, runId, decide) => {
      await decide();
      calls.push(runId);
      return 'accepted';
    };
    const terraform = { confirmRun: act, discardRun: act, cancelRun: act };
    const partsOf = (fence: Fence) =>
      fenced({ requests: one.requests, terraform }, fence, one.dueWork.isLeaseHeld).terraform;
    await expect(partsOf(first).confirmRun({}, 'run-1', async () => '')).rejects.toThrow(/acquired by another process/);
    await expect(partsOf(first).discardRun({}, 'run-1', async () => '')).rejects.toThrow(/acquired by another process/);
    await expect(partsOf(first).cancelRun({}, 'run-1', async () => '')).rejects.toThrow(/acquired by another process/);
    expect(calls).toEqual([]);
    await partsOf(second).confirmRun({}, 'run-1', async () => '');
    expect(calls).toEqual(['run-1']);

    expect((await one.requests.move(request, { ...move, fence: second }))?.state).toBe('withdrawn');
    expect(await lost.first(1)).toEqual(['one']);
    await Promise.all([one.close(), two.close()]);
  });
});
