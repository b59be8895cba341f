import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDuration, printDuration } from '../../src/domain/duration.ts';

test('durations are numbers with their units, the largest first', () => {
  expect(['5s', '30m', '1h30m', '2d', '90m', '1d1h1m1s', '365d'].map(parseDuration)).toEqual([
    5_000, 1_800_000, 5_400_000, 172_800_000, 5_400_000, 90_061_000, 31_536_000_000,
  ]);
});

test('anything else is none, a bare number above all', () => {
  const bad = [
    '',
    '30',
    '0',
    '0s',
    '0d0h',
    '-5m',
    '5 m',
    ' 5m',
    '5m\n',
    '1.5h',
    '1m1h',
    '1h1h',
    '5M',
    'm',
    '1w',
    '366d',
    '365d1s',
    '٥m',
    '999999999d',
  ];
  for (const text of bad) expect(parseDuration(text), JSON.stringify(text)).toBeUndefined();
});

test('what is printed is read as the same', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 365 * 86_400 }), (seconds) => {
      expect(parseDuration(printDuration(seconds * 1_000))).toBe(seconds * 1_000);
    }),
  );
  expect([0, 999, 61_500].map(printDuration)).toEqual(['0s', '0s', '1m1s']);
});
