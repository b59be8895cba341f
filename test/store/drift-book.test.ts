import { afterEach, describe, expect, test } from 'vitest';
import type { RecordFinding } from '../../src/domain/compare-record.ts';
import { type DriftRound, judgeDrift } from '../../src/domain/drift.ts';
import { DAY, HOUR } from '../../src/domain/duration.ts';
import { judgeRecordDrift } from '../../src/domain/record-drift.ts';
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

  test('the daily comparison is told once by two replicas, and leaves the hourly checks their own time', async () => {
    database = await createDatabase(engine);
    const [one, other] = [await database.open(), await database.open()];
    const hourly = await one.drift.lastCheck('hourly');
    await Promise.all([one, other].map(({ drift }) => drift.lastCheck('daily')));
    const finding: RecordFinding = {
      ...{ code: 'request_without_run', workspace: 'acme/acme-prod', run: 'run-1', request: 'a'.repeat(32) },
    };
    const at = Date.UTC(2026, 10, 24);
    const both = (findings: readonly RecordFinding[]) =>
      Promise.all([one, other].map(({ drift }) => drift.record(judgeRecordDrift(findings, at), 'C0ADMINS01')));
    expect((await both([finding])).flatMap(({ found }) => found)).toHaveLength(1);
    expect(await other.drift.lastCheck('daily')).toEqual(new Date(at));
    expect(await one.drift.lastCheck('hourly')).toEqual(hourly);
    const setup = judgeDrift({ findings: [], notAsked: [], tokens: [] }, at);
    expect((await one.drift.record(setup, undefined)).mended).toEqual([]);
    const unread: RecordFinding = { code: 'not_readable', workspace: 'acme/acme-prod', why: 'no answer' };
    expect((await both([unread])).flatMap(({ mended }) => mended)).toEqual([]);
    expect(await one.drift.lastCheck('daily')).toEqual(new Date(at - DAY + HOUR));
    expect((await both([])).flatMap(({ mended }) => mended)).toHaveLength(1);
  });
});
