import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ActionRequest } from '../../src/domain/request.ts';
import type { OutboxItem } from '../../src/flows/ports/outbox.ts';
import { anasRequest, audit } from './requests.ts';
import { createDatabase, engines, stoppedClock, type TestDatabase, type TestStore } from './stores.ts';

describe.each(engines)('what Slack shows, held against what was wanted, on %s', (engine) => {
  let database: TestDatabase;
  let one: TestStore;
  /** Another replica, if the engine allows one. */
  let other: TestStore;
  const clock = stoppedClock();
  const later = (milliseconds: number): Date => new Date(clock.now() + milliseconds);

  beforeAll(async () => {
    database = await createDatabase(engine);
    one = await database.open(clock);
    other = engine === 'postgres' ? await database.open(clock) : one;
  });
  beforeEach(async () => {
    for (const table of ['outbox', 'slackPace'] as const) await one.database.kysely.deleteFrom(table).execute();
  });
  afterAll(() => database.drop());

  async function started(given: Partial<ActionRequest> = {}): Promise<ActionRequest> {
    const request = anasRequest({ askedAt: later(0), ...given });
    await one.requests.add(request, audit('request.asked'), []);
    return move(request, 'run_it');
  }

  async function move(request: ActionRequest, event: 'run_it' | 'create' | 'note'): Promise<ActionRequest> {
    const moved = await one.requests.move(request, { event, audit: audit('request.moved') });
    if (moved === undefined) throw new Error('Somebody else was first.');
    return moved;
  }

  async function takeOne({ outbox }: TestStore = one): Promise<OutboxItem> {
    const [taken, ...more] = await outbox.take(10);
    expect(more).toEqual([]);
    if (taken === undefined) throw new Error('Nothing is due.');
    return taken.item;
  }

  const nothingIsDue = async (): Promise<void> => expect(await one.outbox.take(10)).toEqual([]);

  test('a message that was found again is redrawn at once, whether or not the request has moved', async () => {
    const request = await started();
    await one.outbox.retry(await takeOne(), later(0), 'uncertain');
    await one.outbox.sent(await takeOne(), { ts: '1.0', permalink: 'https://slack/p1', found: true });
    expect(await one.requests.find(request.id)).toMatchObject({ messageTs: '1.0', permalink: 'https://slack/p1' });
    const redraw = await takeOne();
    expect(redraw).toMatchObject({ kind: 'message', uncertain: false, attempts: 0 });
    await one.outbox.sent(redraw);
    expect(await one.outbox.nextDue()).toBeUndefined();
  });

  test('a redraw without an answer is drawn again at once and once more after a minute, however often it moves meanwhile', async () => {
    const request = await started({ messageTs: '1.0' });
    await one.outbox.retry(await takeOne(), later(1_000), 'unanswered');
    const settledBy = later(60_000).getTime();
    await clock.tick(1_000);
    await one.outbox.sent(await takeOne());
    expect((await one.outbox.nextDue())?.getTime()).toBe(settledBy);
    await move(request, 'create');
    await one.outbox.sent(await takeOne());
    await nothingIsDue();
    expect((await one.outbox.nextDue())?.getTime()).toBe(settledBy);
    await clock.tick(59_000);
    await one.outbox.sent(await takeOne());
    expect(await one.outbox.nextDue()).toBeUndefined();
  });

  test('whoever draws after the lease ran out may undo a newer drawing, so that is drawn once more', async () => {
    const request = await started({ messageTs: '1.0' });
    const slow = await takeOne();
    await clock.tick(30_000);
    await move(request, 'create');
    await other.outbox.sent(await takeOne(other));
    await clock.tick(60_000);
    await other.outbox.sent(await takeOne(other));
    expect(await one.outbox.nextDue()).toBeUndefined();
    expect(await one.outbox.sent(slow)).toBe(true);
    const quick = await takeOne(other);
    // In this order the other one could be drawn last.
    await one.outbox.sent(slow);
    await other.outbox.sent(quick);
    await other.outbox.sent(await takeOne(other));
    expect(await one.outbox.nextDue()).toBeUndefined();
  });

  test('of two messages that two replicas posted the first on the record stays, and who posted the other learns it', async () => {
    const request = await started();
    const slow = await takeOne();
    await clock.tick(30_000);
    const quick = await takeOne(other);
    expect(quick.uncertain).toBe(true);
    expect(await other.outbox.sent(quick, { ts: '2.0' })).toBe(true);
    expect(await one.outbox.sent(slow, { ts: '1.0' })).toBe(false);
    expect((await one.requests.find(request.id))?.messageTs).toBe('2.0');
  });

  test('a message is posted anew once, even if two replicas find it gone', async () => {
    const request = await started({ messageTs: '1.0' });
    const slow = await takeOne();
    await clock.tick(30_000);
    await other.outbox.postAnew(await takeOne(other), { ts: '1.0', because: 'message_not_found' });
    await other.outbox.sent(await takeOne(other), { ts: '2.0' });
    await one.outbox.postAnew(slow, { ts: '1.0', because: 'message_not_found' });
    expect(await one.requests.find(request.id)).toMatchObject({ messageTs: '2.0', reposted: true });
  });
});
