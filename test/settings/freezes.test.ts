import { expect, test } from 'vitest';
import { parseAllowlist } from '../../src/settings/allowlist-file.ts';
import { faultsIn, writeAllowlist } from './written-allowlist.ts';

const withFreezes = (...freezes: readonly string[]): string =>
  writeAllowlist({ top: [`freezes: [${freezes.map((freeze) => `{ ${freeze} }`).join(', ')}]`] });
const freezesIn = (...freezes: readonly string[]) =>
  parseAllowlist(withFreezes(...freezes), 'actions.yml', new Map()).freezes;
const faultIn = (freeze: string): string | undefined => faultsIn(withFreezes(freeze))[0]?.replace(/^\S+ /, '');

test('a freeze comes again or once; a day that is named as its end is frozen to its last moment', () => {
  const [again, days, hours] = freezesIn(
    'name: weekend, starts: "0 16 * * 5", lasts: 64h, timezone: Europe/Vienna, environments: [prod], reason: Nobody is on call',
    'name: feast, from: 2026-12-24, until: 2026-12-26, timezone: Europe/Vienna',
    'name: sale, from: 2026-11-27T08:00, until: 2026-11-27T20:30, actions: [cleanup]',
  );
  expect(again).toEqual({
    ...{ name: 'weekend', environments: ['prod'], reason: 'Nobody is on call' },
    when: { kind: 'recurring', starts: '0 16 * * 5', timezone: 'Europe/Vienna', lasts: 64 * 3_600_000 },
  });
  const once = (from: string, until: string) => ({ kind: 'once', from: new Date(from), until: new Date(until) });
  expect(days?.when).toEqual(once('2026-12-23T23:00:00Z', '2026-12-26T23:00:00Z'));
  expect(hours?.when).toEqual(once('2026-11-27T08:00:00Z', '2026-11-27T20:30:00Z'));
});

test.each([
  ['name: x', /does not say when it holds\. Write starts: "0 16 \* \* 5" with lasts: 64h/],
  ['name: x, starts: "0 16 * * 5"', /does not say when it holds/],
  ['name: x, from: 2026-12-24, until: 2026-12-26, lasts: 5h', /does not say when it holds/],
  ['name: x, starts: "0 16 * *", lasts: 5h', /starts: "0 16 \* \*" is no cron line\. Write cron in five fields/],
  ['name: x, starts: "* 0 16 * * 5", lasts: 5h', /is no cron line/],
  ['name: x, starts: "0 0 31 2 *", lasts: 5h', /never comes/],
  ['name: x, starts: "0 16 * * 5", lasts: 5', /has to be a duration/],
  ['name: x, starts: "0 16 * * 5", lasts: 5h, timezone: Mars/Olympus', /timezone: "Mars\/Olympus" is no time zone/],
  ['name: x, from: 2026-12-26, until: 2026-12-24', /until: is not after from/],
  ['name: x, from: 2026-02-30, until: 2026-03-04', /"2026-02-30" is no day of the calendar/],
  [
    'name: x, from: 2026-12-24, until: 2026-12-26, actions: [clean]',
    /"clean" is no action of this file\. Write one of: cleanup/,
  ],
  ['name: x, from: 2026-12-24, until: 2026-12-26, environments: [prd]', /prd/],
])('%s is a fault', (freeze, said) => {
  expect(faultIn(freeze)).toMatch(said);
});

test('two freezes of one name are a fault, and so is an action with a word of the command for its name', () => {
  const twice = withFreezes(
    'name: x, from: 2026-12-24, until: 2026-12-26',
    'name: x, from: 2027-12-24, until: 2027-12-26',
  );
  expect(faultsIn(twice)[0]).toMatch(/names a freeze that is there already/);
  expect(faultsIn(writeAllowlist().replace('  cleanup:', '  freeze:'))[0]).toMatch(
    /actions\.freeze: is a word of the command itself, so nobody could ask for it/,
  );
});
