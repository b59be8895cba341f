import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Milestone } from '../../src/domain/milestone.ts';
import type { ActionRequest } from '../../src/domain/request.ts';
import type { OutboxItem } from '../../src/flows/outbox.ts';
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
    for (const table of ['outbox', 'slackPace', 'digests'] as const) {
      await store.database.kysely.deleteFrom(table).execute();
    }
  });
  afterAll(() => database.drop());

  async function started(given: Partial<ActionRequest> = {}): Promise<ActionRequest> {
    const request = anasRequest({ askedAt: new Date(clock.now()), ...given });
    await store.record.add(request, audit('request.asked'), []);
    return move(request, 'run_it');
  }

  async function move(
    request: ActionRequest,
    event: Parameters<TestStore['record']['move']>[1]['event'],
    milestones: readonly Milestone[] = [],
  ): Promise<ActionRequest> {
    const moved = await store.record.move(request, { event, audit: audit('request.moved'), milestones });
    if (moved === undefined) throw new Error('Somebody else was first.');
    return moved;
  }

  /** Takes what is due and gives it back as if Slack had it: what was told, in order. */
  async function tellSlack(limit = 10): Promise<string[]> {
    // What Slack's limits hold back is another test's matter.
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
    expect(await store.record.find(request.id)).toEqual({
      ...created,
      messageTs: '17.42',
      permalink: 'https://slack/p17',
    });
    await move(created, 'note');
    await store.outbox.sent(await takeOne());
    expect(await store.record.find(request.id)).toMatchObject({ messageTs: '17.42', permalink: 'https://slack/p17' });
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

  test('whoever sends is told when something was put in', async () => {
    let told = 0;
    store.outbox.onChange(() => {
      told += 1;
    });
    await store.record.note(audit('refusal'));
    expect(told).toBe(0);
    await started();
    expect(told).toBe(1);
    await store.outbox.retry(await takeOne(), later(1_000), 'failed');
    expect(told).toBe(2);
  });
});
