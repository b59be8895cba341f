import { describe, expect, test } from 'vitest';
import { type Freezes, freezeAt, nextFreeze, type PlannedFreeze } from '../../src/domain/freeze.ts';
import { momentOf } from '../../src/domain/local-time.ts';

const HOUR = 3_600_000;
const PROD = { action: 'cleanup', environment: 'prod' };

const recurring = (starts: string, hours: number, timezone: string, scope: Partial<PlannedFreeze> = {}) =>
  ({ name: 'weekend', when: { kind: 'recurring', starts, timezone, lasts: hours * HOUR }, ...scope }) as const;

/** The window that holds at this time, as two texts in UTC to the minute. */
function windowAt(planned: readonly PlannedFreeze[], at: string, place = PROD): readonly string[] | undefined {
  const freeze = freezeAt({ planned, fromChat: [] }, place, new Date(at));
  return freeze && [freeze.from, freeze.until].map((moment) => moment.toISOString().slice(0, 16));
}

describe('a freeze that comes again', () => {
  const weekend = [recurring('0 16 * * 5', 64, 'Europe/Vienna')];

  test('holds from its beginning to the millisecond before its end', () => {
    const window = ['2026-11-27T15:00', '2026-11-30T07:00'];
    expect(windowAt(weekend, '2026-11-27T14:59:59.999Z')).toBeUndefined();
    expect(windowAt(weekend, '2026-11-27T15:00:00.000Z')).toEqual(window);
    expect(windowAt(weekend, '2026-11-30T06:59:59.999Z')).toEqual(window);
    expect(windowAt(weekend, '2026-11-30T07:00:00.000Z')).toBeUndefined();
  });

  test('begins by the clock on the wall and lasts by real time where the clocks change', () => {
    // Europe changes its clocks on Sunday, March 29 and October 25, the United States on March 8 and November 1.
    expect(windowAt(weekend, '2026-03-28T12:00:00Z')).toEqual(['2026-03-27T15:00', '2026-03-30T07:00']);
    expect(windowAt(weekend, '2026-10-24T12:00:00Z')).toEqual(['2026-10-23T14:00', '2026-10-26T06:00']);
    const inNewYork = [recurring('0 16 * * 5', 64, 'America/New_York')];
    expect(windowAt(inNewYork, '2026-03-07T12:00:00Z')).toEqual(['2026-03-06T21:00', '2026-03-09T13:00']);
    expect(windowAt(inNewYork, '2026-10-31T12:00:00Z')).toEqual(['2026-10-30T20:00', '2026-11-02T12:00']);
  });

  test('whose beginning the clocks leave out begins at the change, and one that comes twice begins at the first', () => {
    const night = [recurring('30 2 * * *', 1, 'Europe/Vienna')];
    expect(windowAt(night, '2026-03-29T01:15:00Z')).toEqual(['2026-03-29T01:00', '2026-03-29T02:00']);
    expect(windowAt(night, '2026-10-25T00:45:00Z')).toEqual(['2026-10-25T00:30', '2026-10-25T01:30']);
    const morning = [recurring('30 1 * * *', 1, 'America/New_York')];
    expect(windowAt(morning, '2026-11-01T05:45:00Z')).toEqual(['2026-11-01T05:30', '2026-11-01T06:30']);
    expect(windowAt([recurring('30 2 * * *', 1, 'America/New_York')], '2026-03-08T07:15:00Z')).toEqual([
      '2026-03-08T07:00',
      '2026-03-08T08:00',
    ]);
  });

  test('that begins again before it is over goes on', () => {
    const twice = [recurring('0 8,12 * * *', 5, 'UTC')];
    expect(windowAt(twice, '2026-11-24T09:00:00Z')).toEqual(['2026-11-24T08:00', '2026-11-24T17:00']);
  });

  test('is said before it begins', () => {
    const next = nextFreeze(weekend, PROD, new Date('2026-11-24T09:00:00Z'));
    expect(next?.from.toISOString()).toBe('2026-11-27T15:00:00.000Z');
  });
});

test('a freeze holds where both its environments and its actions do, and with neither everywhere', () => {
  const always = (scope: Partial<PlannedFreeze>) => [recurring('0 0 * * *', 25, 'UTC', scope)];
  const holds = (scope: Partial<PlannedFreeze>): boolean =>
    windowAt(always(scope), '2026-11-24T09:00:00Z') !== undefined;
  expect(holds({})).toBe(true);
  expect(holds({ environments: ['prod'] })).toBe(true);
  expect(holds({ environments: ['staging'] })).toBe(false);
  expect(holds({ actions: ['cleanup'] })).toBe(true);
  expect(holds({ environments: ['prod'], actions: ['failover'] })).toBe(false);
  expect(holds({ environments: ['staging'], actions: ['cleanup'] })).toBe(false);
});

test('of several freezes the one that ends last is told, a freeze from chat among them', () => {
  const [from, until] = [new Date('2026-11-24T08:00:00Z'), new Date('2026-11-24T12:00:00Z')];
  const fromChat = [{ environment: 'prod', reason: 'Migration', author: 'U0BEN00001', from, until }];
  const freezes: Freezes = { planned: [recurring('0 8 * * *', 2, 'UTC')], fromChat };
  const at = new Date('2026-11-24T09:00:00Z');
  expect(freezeAt(freezes, PROD, at)).toMatchObject({ reason: 'Migration', author: 'U0BEN00001', until });
  expect(freezeAt(freezes, { ...PROD, environment: 'staging' }, at)).toMatchObject({ name: 'weekend' });
  expect(freezeAt({ planned: [], fromChat }, { ...PROD, environment: 'staging' }, at)).toBeUndefined();
});

test.each([
  ['2026-12-24T16:00:00', 'Europe/Vienna', '2026-12-24T15:00', '2026-12-24T15:00'],
  ['2026-10-25T02:30:00', 'Europe/Vienna', '2026-10-25T00:30', '2026-10-25T01:30'],
  ['2026-03-29T02:30:00', 'Europe/Vienna', '2026-03-29T00:30', '2026-03-29T01:30'],
  ['2026-11-01T01:30:00', 'America/New_York', '2026-11-01T05:30', '2026-11-01T06:30'],
  ['2026-03-08T02:30:00', 'America/New_York', '2026-03-08T06:30', '2026-03-08T07:30'],
  ['2026-07-01T00:00:00', 'Asia/Kathmandu', '2026-06-30T18:15', '2026-06-30T18:15'],
])('%s in %s has an earlier and a later reading', (local, timezone, earlier, later) => {
  const readings = (['earlier', 'later'] as const).map((reading) => momentOf(local, timezone, reading));
  expect(readings.map((moment) => moment.toISOString().slice(0, 16))).toEqual([earlier, later]);
});
