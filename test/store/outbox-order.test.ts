import { describe, expect, test } from 'vitest';
import type { ActionRequest } from '../../src/domain/request.ts';
import { outboxOn } from './outbox-on.ts';
import { engines } from './stores.ts';

describe.each(engines)('what the outbox gives first on %s', (engine) => {
  const on = outboxOn(engine);
  const { clock, later, started, move, takeOne } = on;

  test('first what answers a click or asks a person, then what is settled, then the rest', async () => {
    const messageTs = '1.0';
    const moving = await move(await started({ messageTs }), 'create');
    const settled = await move(await started({ messageTs }), 'withdraw');
    const waitingForPerson = { since: later(0), because: 'by_hand' } as const;
    const creating = await move(await started({ messageTs, waiting: waitingForPerson }), 'create');
    const waiting = await move(creating, 'run_known');
    const fresh = await started();
    const order = (await on.store.outbox.take(10)).map(({ request }) => request.id);
    expect(order).toEqual([waiting.id, fresh.id, settled.id, moving.id]);
  });

  test('ten who take at the same time never get the same item, nor two of one request', async () => {
    const other = engine === 'postgres' ? await on.database.open(clock) : on.store;
    for (let count = 0; count < 20; count += 1)
      await move(await started({ channel: `C0CHANNEL${count}` }), 'create', [{ kind: 'creation_unknown' }]);
    const takers = Array.from({ length: 10 }, (_, index) => (index % 2 === 0 ? on.store : other).outbox.take(3));
    const taken = (await Promise.all(takers)).flat().map(({ request }) => request.id);
    expect(taken).toHaveLength(20);
    expect(new Set(taken).size).toBe(20);
  });

  describe('Slack’s limits', () => {
    /** So many are taken and told before there is room for no more. */
    async function takeAll(): Promise<readonly ActionRequest[]> {
      const all: ActionRequest[] = [];
      for (let taken = await on.store.outbox.take(10); taken.length > 0; taken = await on.store.outbox.take(10)) {
        for (const { item, request } of taken) {
          await on.store.outbox.sent(item);
          all.push(request);
        }
      }
      return all;
    }

    test('a channel takes three posts and then one a second; the next look is due when it does, and other channels take theirs', async () => {
      for (let count = 0; count < 5; count += 1) await started();
      const there = await started({ channel: 'C0OTHEROPS' });
      const taken = await on.store.outbox.take(10);
      expect(taken.map(({ request }) => request.channel).sort()).toEqual([
        'C0OTHEROPS',
        'C0PRODOPS1',
        'C0PRODOPS1',
        'C0PRODOPS1',
      ]);
      expect(taken.some(({ request }) => request.id === there.id)).toBe(true);
      for (const { item } of taken) await on.store.outbox.sent(item, { ts: '1.0' });
      expect(await on.store.outbox.take(10)).toEqual([]);
      expect(await on.store.outbox.nextDue()).toEqual(later(1_000));
      await clock.tick(999);
      expect(await on.store.outbox.take(10)).toEqual([]);
      await clock.tick(1);
      expect(await on.store.outbox.take(10)).toHaveLength(1);
    });

    test('redraws share fifty, of which the last ones are kept for what is settled and the very last for a press', async () => {
      const messageTs = '1.0';
      for (let count = 0; count < 60; count += 1) await started({ messageTs, askedAt: later(0) });
      const { kysely } = on.store.database;
      await kysely.updateTable('requests').set({ state: 'unconfirmed' }).execute();
      await kysely.updateTable('outbox').set({ urgency: 2 }).execute();
      expect(await takeAll()).toHaveLength(30);
      await kysely.updateTable('outbox').set({ urgency: 1 }).execute();
      expect(await takeAll()).toHaveLength(15);
      await kysely.updateTable('outbox').set({ urgency: 0 }).execute();
      expect(await takeAll()).toHaveLength(5);
      expect(await on.store.outbox.nextDue()).toEqual(later(1_200));
    });

    test('what has to wait for one key of the limits is held there alone, exactly until then, and a restart forgets nothing', async () => {
      await started();
      await on.store.outbox.hold('chat.postMessage C0PRODOPS1', later(7_000));
      const there = await started({ channel: 'C0OTHEROPS' });
      const item = await takeOne();
      expect(item.requestId).toBe(there.id);
      await on.store.outbox.sent(item, { ts: '1.0' });
      const restarted = await on.database.open(clock);
      expect(await restarted.outbox.nextDue()).toEqual(later(7_000));
      await clock.tick(6_999);
      expect(await restarted.outbox.take(10)).toEqual([]);
      await clock.tick(1);
      expect(await restarted.outbox.take(10)).toHaveLength(1);
    });

    test('while more than twenty move, their redraws are left out for a minute, and those of what is settled are not', async () => {
      const messageTs = '1.0';
      const moving: ActionRequest[] = [];
      for (let count = 0; count < 22; count += 1) moving.push(await move(await started({ messageTs }), 'create'));
      await on.store.database.kysely.updateTable('outbox').set({ urgency: 2 }).execute();
      expect(await on.store.outbox.take(30)).toEqual([]);
      expect(await on.store.outbox.nextDue()).toEqual(later(60_000));
      const [first, second] = moving;
      if (first === undefined || second === undefined) throw new Error('There are none.');
      await move(first, 'lose');
      expect((await on.store.outbox.take(30)).map(({ request }) => request.id)).toEqual([first.id]);
      await move(second, 'lose');
      expect(await on.store.outbox.take(30)).toHaveLength(21);
    });

    test('stale redraws are drawn even while many move', async () => {
      for (let count = 0; count < 21; count += 1) await move(await started({ messageTs: '1.0' }), 'create');
      await on.store.database.kysely.updateTable('outbox').set({ urgency: 2 }).execute();
      await clock.tick(59_999);
      expect(await on.store.outbox.take(30)).toEqual([]);
      await clock.tick(1);
      expect(await on.store.outbox.take(30)).toHaveLength(21);
    });

    test('where a channel has no room for a post each, a thread gets what it waits for in one, and what was found there counts', async () => {
      for (let count = 0; count < 12; count += 1) {
        const created = await move(await started({ messageTs: '1.0' }), 'create', [{ kind: 'creation_unknown' }]);
        await move(created, 'run_known', [{ kind: 'run_created', runId: `run-${count}`, found: true }]);
      }
      await on.store.database.kysely.deleteFrom('outbox').where('kind', '=', 'message').execute();
      const [taken] = await on.store.outbox.take(1);
      expect(taken?.item.also.map(({ milestone }) => milestone.kind)).toEqual(['run_created']);
      if (taken === undefined) throw new Error('Nothing is due.');
      await on.store.outbox.retry(taken.item, later(0), 'uncertain');
      const again = (await on.store.outbox.take(10)).find(({ request }) => request.id === taken.request.id);
      expect(again?.item).toMatchObject({ uncertain: true, also: [] });
      if (again) await on.store.outbox.sent(again.item, { ts: '2.0', through: taken.item.also[0]?.id ?? '' });
      const left = await on.store.database.kysely
        .selectFrom('outbox')
        .select('id')
        .where('requestId', '=', taken.request.id)
        .execute();
      expect(left).toEqual([]);
    });
  });

  /** The messages of 45 requests wait for one channel. */
  async function crowd(): Promise<void> {
    for (let count = 0; count < 45; count += 1) {
      await started({ startedAt: later(count), messageTs: '1.0', channel: 'C0CROWDED1' });
    }
    await on.store.database.kysely.updateTable('outbox').set({ urgency: 1 }).execute();
    await on.store.database.kysely.updateTable('requests').set({ state: 'failed' }).execute();
  }

  test('a digest whose replica was killed while Slack was called is taken up by another one, and posted once more at most', async () => {
    const other = engine === 'postgres' ? await on.database.open(clock) : on.store;
    await crowd();
    await clock.tick(10_000);
    const digest = await on.store.outbox.digests.take();
    expect(digest).toMatchObject({ channel: 'C0CROWDED1', ts: undefined });
    await clock.tick(29_999);
    expect(await other.outbox.digests.take(), 'while its lease lasts').toBeUndefined();
    await clock.tick(2);
    const again = await other.outbox.digests.take();
    expect(again).toMatchObject({ id: digest?.id, channel: 'C0CROWDED1', late: 45 });
    if (again) await other.outbox.digests.drawn(again, '7.0');
    expect(await on.store.outbox.digests.take()).toBeUndefined();
  });

  test('a channel whose messages are late gets one digest, redrawn every ten seconds, that ends once they are not', async () => {
    const { digests } = on.store.outbox;
    await crowd();
    expect(await digests.take()).toBeUndefined();
    await clock.tick(10_000);
    const digest = await digests.take();
    expect(digest).toMatchObject({ channel: 'C0CROWDED1', late: 45, over: false, ts: undefined });
    expect(digest?.requests).toHaveLength(40);
    expect(digest?.requests[0]?.startedAt).toEqual(later(44 - 10_000));
    expect(await digests.take()).toBeUndefined();
    if (digest) await digests.drawn(digest, '7.0');
    await clock.tick(9_999);
    expect(await digests.take()).toBeUndefined();
    await clock.tick(1);
    const second = await digests.take();
    expect(second).toMatchObject({ id: digest?.id, ts: '7.0', over: false });
    if (second) await digests.drawn(second, '7.0');
    await on.store.database.kysely.deleteFrom('outbox').execute();
    await clock.tick(10_000);
    const last = await digests.take();
    expect(last).toMatchObject({ ts: '7.0', over: true, requests: [] });
    if (last) await digests.drawn(last, '7.0');
    await clock.tick(60_000);
    expect(await digests.take()).toBeUndefined();
  });
});
