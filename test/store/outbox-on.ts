import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import type { Milestone } from '../../src/domain/milestone.ts';
import type { ActionRequest } from '../../src/domain/request.ts';
import type { OutboxItem } from '../../src/flows/ports/outbox.ts';
import { anasRequest, audit } from './requests.ts';
import { createDatabase, type Engine, stoppedClock, type TestDatabase, type TestStore } from './stores.ts';

/** A store for the tests of one `describe`, which begin with an empty outbox, and what they do with it. */
export function outboxOn(engine: Engine) {
  let database: TestDatabase;
  let store: TestStore;
  const clock = stoppedClock();
  const later = (milliseconds: number): Date => new Date(clock.now() + milliseconds);

  beforeAll(async () => {
    database = await createDatabase(engine);
    store = await database.open(clock);
  });
  beforeEach(async () => {
    // What earlier tests left does not move any more.
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

  return {
    ...{ clock, later, started, move, tellSlack, takeOne },
    get database() {
      return database;
    },
    get store() {
      return store;
    },
  };
}
