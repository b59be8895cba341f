import { expect, test } from 'vitest';
import { chooseReadMethod } from '../../src/domain/read-method.ts';

test.each([
  [1, {}, 'by_id'],
  [2, {}, 'by_id'],
  [3, {}, 'newest'],
  [100, { newest: 2 }, 'open'],
  [100, { newest: 2, open: 3 }, 'newest'],
  [100, { newest: 40, open: 2 }, 'open'],
  [100, { newest: 40, open: 40 }, 'by_id'],
  [10_000, { newest: 110, open: 100 }, 'open'],
  [50, { newest: Number.POSITIVE_INFINITY, open: Number.POSITIVE_INFINITY }, 'by_id'],
] as const)('%d runs, a sweep costs %j: %s', (runs, costs, way) => {
  expect(chooseReadMethod(runs, { newest: undefined, open: undefined, ...costs })).toBe(way);
});
