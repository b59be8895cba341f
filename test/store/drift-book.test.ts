import { afterEach, describe, expect, test } from 'vitest';
import type { DriftRound } from '../../src/domain/drift.ts';
import { sentence } from '../../src/domain/sentence.ts';
import { createDatabase, engines, type TestDatabase } from './stores.ts';

const GONE: DriftRound['found'][number] = {
  ...{ key: '[{"source":"slack"}]', code: 'group_empty', says: sentence`devs is empty` },
};
const round = (found: DriftRound['found'], isChecked = true): DriftRound => ({
  checks: 'hourly',
  found,
  isChecked: () => isChecked,
});

describe.each(engines)('%s', (engine) => {
  let database: TestDatabase | undefined;
  afterEach(() => database?.drop());

  test('of two replicas that find the same at once, one tells it, and one tells that it is mended', async () => {
    database = await createDatabase(engine);
    const [one, other] = [await database.open(), await database.open()];
    await one.drift.lastCheck('hourly');
    const both = (what: DriftRound) => Promise.all([one, other].map(({ drift }) => drift.record(what, 'C0ADMINS01')));
    const found = await both(round([GONE]));
    expect(found.flatMap((change) => change.found)).toEqual([GONE]);
    expect(await other.drift.count()).toEqual([{ code: 'group_empty', count: 1 }]);
    expect((await both(round([], false))).flatMap(({ mended }) => mended)).toEqual([]);
    expect((await both(round([]))).flatMap(({ mended }) => mended)).toEqual([GONE]);
    expect(await one.drift.count()).toEqual([]);
    const kinds = [];
    for (let taken = await one.adminNews.take(); taken !== undefined; taken = await one.adminNews.take()) {
      kinds.push(taken.news.kind);
      await one.adminNews.told(taken);
    }
    expect(kinds).toEqual(['drift', 'drift']);
  });
});
