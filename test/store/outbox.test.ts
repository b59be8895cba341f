import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Milestone } from '../../src/domain/milestone.ts';
import type { ActionRequest } from '../../src/domain/request.ts';
import type { OutboxItem } from '../../src/flows/ports/outbox.ts';
import { anasRequest, audit } from './requests.ts';
import { createDatabase, engines, stoppedClock, type TestDatabase, type TestStore } from './stores.ts';

describe.each(engines)('the outbox on %s', (engine) => {
  let database: TestDatabase;
  let store: TestStore;
  const clock = stoppedClock();
  const later = (milliseconds: number): Date => new Date(clock.now() + milliseconds);

  beforeAll(async () => {
    database = await createDatabase(engine);
    store = await database.open(clock);
  });
  beforeEach(async () => {
    // Items of earlier tests do not change any more.
    await store.database.kysely.updateTable('requests').set({ state: 'unconfirmed' }).execute();
    for (const table of ['outbox', 'slackPace', 'digests'] as const) {
      await store.database.kysely.deleteFrom(table).execute();
    }
  });
  afterAll(() => database.drop());

  async function started(given: Partial<ActionRequest> = {}): Promise<ActionRequest> {
    const request = anasRequest({ askedAt: new Date(clock.now()), ...given });
    await store.requests.add(request, audit('request.asked'), []);
    return move(request, 'run_it');
  }

  async function move(
    request: ActionRequest,
    event: Parameters<TestStore['requests']['move']>[1]['event'],
    milestones: readonly Milestone[] = [],
  ): Promise<ActionRequest> {
    const moved = await store.requests.move(request, { event, audit: audit('request.moved'), milestones });
    if (moved === undefined) throw new Error('Somebody else was first.');
    return moved;
  }

  /** Takes what is due and returns it as if Slack had accepted it: what was sent, in order. */
  async function tellSlack(limit = 10): Promise<string[]> {
    // Slack's limits have their own test.
    await store.database.kysely.deleteFrom('slackPace').execute();
    const taken = await store.outbox.take(limit);
    for (const { item } of taken) {
      await store.outbox.sent(item, item.kind === 'message' ? { ts: '1.0', permalink: 'https://slack/p1' } : undefined);
    }
    return taken.map(({ item }) => item.milestone?.kind ?? item.kind);
  }

  async function takeOne(): Promise<OutboxItem> {
    const [taken, ...more] = await store.outbox.take(10);
    expect(more).toEqual([]);
    if (taken === undefined) throw new Error('Nothing is due.');
    return taken.item;
  }

  test('the message comes first, then the replies one by one in their order', async () => {
    const request = await started();
    const approved: Milestone = { kind: 'approved_by', person: 'U0BEN00001', waitingForMore: false };
    const created = await move(request, 'create', [approved, { kind: 'creation_unknown' }]);
    await move(created, 'run_known', [{ kind: 'run_created', runId: 'run-1', found: true }]);
    expect(await tellSlack()).toEqual(['message']);
    expect(await tellSlack()).toEqual(['approved_by']);
    expect(await tellSlack()).toEqual(['creation_unknown']);
    expect(await tellSlack()).toEqual(['run_created']);
    expect(await tellSlack()).toEqual([]);
    expect(await store.outbox.nextDue()).toBeUndefined();
  });

  test('what is taken comes with the request as it stands now, and where its message stands is kept without a new version', async () => {
    const request = await started();
    const created = await move(request, 'create');
    const [taken] = await store.outbox.take(10);
    expect(taken?.request).toEqual(created);
    if (taken) await store.outbox.sent(taken.item, { ts: '17.42', permalink: 'https://slack/p17' });
    expect(await store.requests.find(request.id)).toEqual({
      ...created,
      messageTs: '17.42',
      permalink: 'https://slack/p17',
    });
    await move(created, 'note');
    await store.outbox.sent(await takeOne());
    expect(await store.requests.find(request.id)).toMatchObject({ messageTs: '17.42', permalink: 'https://slack/p17' });
  });

  test('many moves are one redraw, and a move during a redraw asks for another', async () => {
    const created = await move(await started(), 'create');
    const noted = await move(created, 'note');
    const item = await takeOne();
    await move(noted, 'note');
    expect(await store.outbox.take(10)).toEqual([]);
    await store.outbox.sent(item, { ts: '1.0' });
    expect((await takeOne()).wanted).toBe(item.wanted + 1);
  });

  test('what somebody took is nobody else’s for 30 s, and then may be in Slack already', async () => {
    await started();
    const item = await takeOne();
    expect(item).toMatchObject({ uncertain: false, attempts: 0 });
    await clock.tick(29_999);
    expect(await store.outbox.take(10)).toEqual([]);
    expect(await store.outbox.nextDue()).toEqual(later(1));
    await clock.tick(1);
    expect(await takeOne()).toMatchObject({ id: item.id, uncertain: true, attempts: 1 });
    await store.outbox.retry(item, later(0), 'failed');
    expect(await store.outbox.take(10)).toEqual([]);
  });

  test('a retry waits until its time and stays uncertain once it was', async () => {
    const request = await started();
    await store.outbox.retry(await takeOne(), later(5_000), 'uncertain');
    expect(await store.outbox.nextDue()).toEqual(later(5_000));
    await move(request, 'create');
    expect(await store.outbox.take(10)).toEqual([]);
    await clock.tick(5_000);
    const second = await takeOne();
    expect(second).toMatchObject({ attempts: 1, uncertain: true });
    await store.outbox.retry(second, later(0), 'failed');
    expect(await takeOne()).toMatchObject({ attempts: 2, uncertain: true });
  });

  test('a reply that has to wait holds up those after it, but not the redraw', async () => {
    const created = await move(await started(), 'create', [{ kind: 'creation_unknown' }]);
    expect(await tellSlack()).toEqual(['message']);
    await store.outbox.retry(await takeOne(), later(60_000), 'failed');
    await move(created, 'run_known', [{ kind: 'run_created', runId: 'run-2', found: true }]);
    expect(await tellSlack()).toEqual(['message']);
    expect(await tellSlack()).toEqual([]);
    expect(await store.outbox.nextDue()).toEqual(later(60_000));
    await clock.tick(60_000);
    expect(await tellSlack()).toEqual(['creation_unknown']);
    expect(await tellSlack()).toEqual(['run_created']);
  });

  test('giving up takes everything of the request with it, and says so on the record; a later move is tried again', async () => {
    const request = await started();
    const created = await move(request, 'create', [{ kind: 'creation_unknown' }]);
    await store.outbox.giveUp(await takeOne(), 'channel_not_found');
    expect(await store.outbox.nextDue()).toBeUndefined();
    const { kysely } = store.database;
    const record = await kysely.selectFrom('audit').selectAll().orderBy('seq', 'desc').limit(1).executeTakeFirst();
    expect(record).toMatchObject({ kind: 'outbox.given_up', request: request.id, actor: 'bot' });
    const texts = await kysely
      .selectFrom('auditTexts')
      .selectAll()
      .where('seq', '=', record?.seq ?? 0)
      .execute();
    expect(texts).toMatchObject([{ name: 'why', text: 'channel_not_found' }]);
    await move(created, 'note');
    expect(await tellSlack()).toEqual(['message']);
  });

  test('first what answers a click or asks a person, then what is settled, then the rest', async () => {
    const messageTs = '1.0';
    const moving = await move(await started({ messageTs }), 'create');
    const settled = await move(await started({ messageTs }), 'withdraw');
    const waitingForPerson = { since: later(0), because: 'by_hand' } as const;
    const waiting = await move(await started({ messageTs, waiting: waitingForPerson }), 'create');
    const fresh = await started();
    const order = (await store.outbox.take(10)).map(({ request }) => request.id);
    expect(order).toEqual([waiting.id, fresh.id, settled.id, moving.id]);
  });

  test('ten who take at the same time never get the same item, nor two of one request', async () => {
    const other = engine === 'postgres' ? await database.open(clock) : store;
    for (let count = 0; count < 20; count += 1)
      await move(await started({ channel: `C0CHANNEL${count}` }), 'create', [{ kind: 'creation_unknown' }]);
    const takers = Array.from({ length: 10 }, (_, index) => (index % 2 === 0 ? store : other).outbox.take(3));
    const taken = (await Promise.all(takers)).flat().map(({ request }) => request.id);
    expect(taken).toHaveLength(20);
    expect(new Set(taken).size).toBe(20);
  });

  describe('Slack’s limits', () => {
    /** Sends everything that the limits allow now. Returns the requests of the sent items. */
    async function takeAll(): Promise<readonly ActionRequest[]> {
      const all: ActionRequest[] = [];
      for (let taken = await store.outbox.take(10); taken.length > 0; taken = await store.outbox.take(10)) {
        for (const { item, request } of taken) {
          await store.outbox.sent(item);
          all.push(request);
        }
      }
      return all;
    }

    test('a channel takes three posts and then one a second; the next look is due when it does, and other channels take theirs', async () => {
      for (let count = 0; count < 5; count += 1) await started();
      const there = await started({ channel: 'C0OTHEROPS' });
      const taken = await store.outbox.take(10);
      expect(taken.map(({ request }) => request.channel).sort()).toEqual([
        'C0OTHEROPS',
        'C0PRODOPS1',
        'C0PRODOPS1',
        'C0PRODOPS1',
      ]);
      expect(taken.some(({ request }) => request.id === there.id)).toBe(true);
      for (const { item } of taken) await store.outbox.sent(item, { ts: '1.0' });
      expect(await store.outbox.take(10)).toEqual([]);
      expect(await store.outbox.nextDue()).toEqual(later(1_000));
      await clock.tick(999);
      expect(await store.outbox.take(10)).toEqual([]);
      await clock.tick(1);
      expect(await store.outbox.take(10)).toHaveLength(1);
    });

    test('redraws share fifty, of which the last ones are kept for what is settled and the very last for a press', async () => {
      const messageTs = '1.0';
      for (let count = 0; count < 60; count += 1) await started({ messageTs, askedAt: later(0) });
      const { kysely } = store.database;
      await kysely.updateTable('requests').set({ state: 'unconfirmed' }).execute();
      await kysely.updateTable('outbox').set({ urgency: 2 }).execute();
      expect(await takeAll()).toHaveLength(30);
      await kysely.updateTable('outbox').set({ urgency: 1 }).execute();
      expect(await takeAll()).toHaveLength(15);
      await kysely.updateTable('outbox').set({ urgency: 0 }).execute();
      expect(await takeAll()).toHaveLength(5);
      expect(await store.outbox.nextDue()).toEqual(later(1_200));
    });

    test('what has to wait for one key of the limits is held there alone, exactly until then, and a restart forgets nothing', async () => {
      await started();
      await store.outbox.hold('chat.postMessage C0PRODOPS1', later(7_000));
      const there = await started({ channel: 'C0OTHEROPS' });
      const item = await takeOne();
      expect(item.requestId).toBe(there.id);
      await store.outbox.sent(item, { ts: '1.0' });
      const restarted = await database.open(clock);
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
      await store.database.kysely.updateTable('outbox').set({ urgency: 2 }).execute();
      expect(await store.outbox.take(30)).toEqual([]);
      expect(await store.outbox.nextDue()).toEqual(later(60_000));
      const [first, second] = moving;
      if (first === undefined || second === undefined) throw new Error('There are none.');
      await move(first, 'lose');
      expect((await store.outbox.take(30)).map(({ request }) => request.id)).toEqual([first.id]);
      await move(second, 'lose');
      expect(await store.outbox.take(30)).toHaveLength(21);
    });

    test('stale redraws are drawn even while many move', async () => {
      for (let count = 0; count < 21; count += 1) await move(await started({ messageTs: '1.0' }), 'create');
      await store.database.kysely.updateTable('outbox').set({ urgency: 2 }).execute();
      await clock.tick(59_999);
      expect(await store.outbox.take(30)).toEqual([]);
      await clock.tick(1);
      expect(await store.outbox.take(30)).toHaveLength(21);
    });

    test('where a channel has no room for a post each, a thread gets what it waits for in one, and what was found there counts', async () => {
      for (let count = 0; count < 12; count += 1) {
        const created = await move(await started({ messageTs: '1.0' }), 'create', [{ kind: 'creation_unknown' }]);
        await move(created, 'run_known', [{ kind: 'run_created', runId: `run-${count}`, found: true }]);
      }
      await store.database.kysely.deleteFrom('outbox').where('kind', '=', 'message').execute();
      const [taken] = await store.outbox.take(1);
      expect(taken?.item.also.map(({ milestone }) => milestone.kind)).toEqual(['run_created']);
      if (taken === undefined) throw new Error('Nothing is due.');
      await store.outbox.retry(taken.item, later(0), 'uncertain');
      const again = (await store.outbox.take(10)).find(({ request }) => request.id === taken.request.id);
      expect(again?.item).toMatchObject({ uncertain: true, also: [] });
      if (again) await store.outbox.sent(again.item, { ts: '2.0', through: taken.item.also[0]?.id ?? '' });
      const left = await store.database.kysely
        .selectFrom('outbox')
        .select('id')
        .where('requestId', '=', taken.request.id)
        .execute();
      expect(left).toEqual([]);
    });
  });

  test('a channel whose messages are late gets one digest, redrawn every ten seconds, that ends once they are not', async () => {
    const { digests } = store.outbox;
    for (let count = 0; count < 45; count += 1) {
      await started({ startedAt: later(count), messageTs: '1.0', channel: 'C0CROWDED1' });
    }
    await store.database.kysely.updateTable('outbox').set({ urgency: 1 }).execute();
    await store.database.kysely.updateTable('requests').set({ state: 'failed' }).execute();
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
    await store.database.kysely.deleteFrom('outbox').execute();
    await clock.tick(10_000);
    const last = await digests.take();
    expect(last).toMatchObject({ ts: '7.0', over: true, requests: [] });
    if (last) await digests.drawn(last, '7.0');
    await clock.tick(60_000);
    expect(await digests.take()).toBeUndefined();
  });

  test('a message that is gone is posted anew, what waits for its thread follows it, and later all is told directly', async () => {
    const request = await started({ messageTs: '1.0' });
    const created = await move(request, 'create', [{ kind: 'creation_unknown' }]);
    await store.outbox.postAnew(await takeOne(), { ts: '1.0', because: 'message_not_found' });
    const { messageTs: _, ...gone } = created;
    expect(await store.requests.find(request.id)).toEqual({ ...gone, reposted: true });
    expect(await tellSlack()).toEqual(['message']);
    const reply = await takeOne();
    expect(reply.milestone?.kind).toBe('creation_unknown');
    await store.outbox.tellDirectly(reply, { because: 'is_archived' });
    const moved = await move(created, 'run_known', [{ kind: 'run_created', runId: 'run-1', found: true }]);
    expect(moved).toMatchObject({ reposted: true, directly: { because: 'is_archived' } });
    const { kysely } = store.database;
    const rows = await kysely.selectFrom('outbox').select('channel').distinct().execute();
    expect(rows).toEqual([{ channel: request.requester }]);
    const kinds = await kysely.selectFrom('audit').select('kind').where('request', '=', request.id).execute();
    expect(kinds.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['outbox.posted_anew', 'outbox.told_directly']),
    );
  });

  test('whoever sends is told when something was put in', async () => {
    let told = 0;
    store.outbox.onChange(() => {
      told += 1;
    });
    await store.requests.note(audit('refusal'));
    expect(told).toBe(0);
    await started();
    expect(told).toBe(1);
    await store.outbox.retry(await takeOne(), later(1_000), 'failed');
    expect(told).toBe(2);
  });
});
