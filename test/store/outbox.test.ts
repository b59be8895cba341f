import { describe, expect, test } from 'vitest';
import type { Milestone } from '../../src/domain/milestone.ts';
import { outboxOn } from './outbox-on.ts';
import { audit } from './requests.ts';
import { engines } from './stores.ts';

describe.each(engines)('the outbox on %s', (engine) => {
  const on = outboxOn(engine);
  const { clock, later, started, move, tellSlack, takeOne } = on;

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
    expect(await on.store.outbox.nextDue()).toBeUndefined();
  });

  test('what is taken comes with the request as it stands now, and where its message stands is kept without a new version', async () => {
    const request = await started();
    const created = await move(request, 'create');
    const [taken] = await on.store.outbox.take(10);
    expect(taken?.request).toEqual(created);
    if (taken) await on.store.outbox.sent(taken.item, { ts: '17.42', permalink: 'https://slack/p17' });
    expect(await on.store.requests.find(request.id)).toEqual({
      ...created,
      messageTs: '17.42',
      permalink: 'https://slack/p17',
    });
    await move(created, 'note');
    await on.store.outbox.sent(await takeOne());
    expect(await on.store.requests.find(request.id)).toMatchObject({
      messageTs: '17.42',
      permalink: 'https://slack/p17',
    });
  });

  test('many moves are one redraw, and a move during a redraw asks for another', async () => {
    const created = await move(await started(), 'create');
    const noted = await move(created, 'note');
    const item = await takeOne();
    await move(noted, 'note');
    expect(await on.store.outbox.take(10)).toEqual([]);
    await on.store.outbox.sent(item, { ts: '1.0' });
    expect((await takeOne()).wanted).toBe(item.wanted + 1);
  });

  test('what somebody took is nobody else’s for 30 s, and then may be in Slack already', async () => {
    await started();
    const item = await takeOne();
    expect(item).toMatchObject({ uncertain: false, attempts: 0 });
    await clock.tick(29_999);
    expect(await on.store.outbox.take(10)).toEqual([]);
    expect(await on.store.outbox.nextDue()).toEqual(later(1));
    await clock.tick(1);
    expect(await takeOne()).toMatchObject({ id: item.id, uncertain: true, attempts: 1 });
    await on.store.outbox.retry(item, later(0), 'failed');
    expect(await on.store.outbox.take(10)).toEqual([]);
  });

  test('a retry waits until its time and stays uncertain once it was', async () => {
    const request = await started();
    await on.store.outbox.retry(await takeOne(), later(5_000), 'uncertain');
    expect(await on.store.outbox.nextDue()).toEqual(later(5_000));
    await move(request, 'create');
    expect(await on.store.outbox.take(10)).toEqual([]);
    await clock.tick(5_000);
    const second = await takeOne();
    expect(second).toMatchObject({ attempts: 1, uncertain: true });
    await on.store.outbox.retry(second, later(0), 'failed');
    expect(await takeOne()).toMatchObject({ attempts: 2, uncertain: true });
  });

  test('a reply that has to wait holds up those after it, but not the redraw', async () => {
    const created = await move(await started(), 'create', [{ kind: 'creation_unknown' }]);
    expect(await tellSlack()).toEqual(['message']);
    await on.store.outbox.retry(await takeOne(), later(60_000), 'failed');
    await move(created, 'run_known', [{ kind: 'run_created', runId: 'run-2', found: true }]);
    expect(await tellSlack()).toEqual(['message']);
    expect(await tellSlack()).toEqual([]);
    expect(await on.store.outbox.nextDue()).toEqual(later(60_000));
    await clock.tick(60_000);
    expect(await tellSlack()).toEqual(['creation_unknown']);
    expect(await tellSlack()).toEqual(['run_created']);
  });

  test('giving up takes everything of the request with it, and says so on the record; a later move is tried again', async () => {
    const request = await started();
    const created = await move(request, 'create', [{ kind: 'creation_unknown' }]);
    await on.store.outbox.giveUp(await takeOne(), 'channel_not_found');
    expect(await on.store.outbox.nextDue()).toBeUndefined();
    const { kysely } = on.store.database;
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

  test('a message that is gone is posted anew, what waits for its thread follows it, and later all is told directly', async () => {
    const request = await started({ messageTs: '1.0' });
    const created = await move(request, 'create', [{ kind: 'creation_unknown' }]);
    await on.store.outbox.postAnew(await takeOne(), { ts: '1.0', because: 'message_not_found' });
    const { messageTs: _, ...gone } = created;
    expect(await on.store.requests.find(request.id)).toEqual({ ...gone, reposted: true });
    expect(await tellSlack()).toEqual(['message']);
    const reply = await takeOne();
    expect(reply.milestone?.kind).toBe('creation_unknown');
    await on.store.outbox.tellDirectly(reply, { because: 'is_archived' });
    const moved = await move(created, 'run_known', [{ kind: 'run_created', runId: 'run-1', found: true }]);
    expect(moved).toMatchObject({ reposted: true, directly: { because: 'is_archived' } });
    const { kysely } = on.store.database;
    const rows = await kysely.selectFrom('outbox').select('channel').distinct().execute();
    expect(rows).toEqual([{ channel: request.requester }]);
    const kinds = await kysely.selectFrom('audit').select('kind').where('request', '=', request.id).execute();
    expect(kinds.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['outbox.posted_anew', 'outbox.told_directly']),
    );
  });

  test('whoever sends is told when something was put in', async () => {
    let told = 0;
    on.store.outbox.onChange(() => {
      told += 1;
    });
    await on.store.requests.note(audit('refusal'));
    expect(told).toBe(0);
    await started();
    expect(told).toBe(1);
    await on.store.outbox.retry(await takeOne(), later(1_000), 'failed');
    expect(told).toBe(2);
  });
});
