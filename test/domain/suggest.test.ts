import { expect, test } from 'vitest';
import { suggest } from '../../src/domain/suggest.ts';

const NAMES = ['cleanup', 'failover', 'restart', 'rotate-keys', 'rotate-logs', 'rotate-all', 'rotate-now'];

test('a few mistyped letters, in whichever case, or only the beginning', () => {
  expect(suggest('claenup', NAMES)).toEqual(['cleanup']);
  expect(suggest('FAILOVR', NAMES)).toEqual(['failover']);
  expect(suggest('clean', NAMES)).toContain('cleanup');
});

test('three at most, the nearest first, each once', () => {
  expect(suggest('rotate-log', [...NAMES, 'rotate-logs'])).toHaveLength(3);
  expect(suggest('rotate-log', NAMES)[0]).toBe('rotate-logs');
});

test('an abbreviation and its long name, also with a mistyped beginning', () => {
  for (const [typed, name] of [
    ['production', 'prod'],
    ['production', 'prd'],
    ['porduction', 'prod'],
    ['prd', 'production'],
    ['staging', 'stg'],
    ['development', 'dev'],
  ] as const)
    expect(suggest(typed, [name, 'vault']), typed).toEqual([name]);
  expect(suggest('rollback', ['rb', 'lab', 'bck'])).toEqual([]);
});

test('nothing where nobody would think of the name', () => {
  expect(suggest('deploy', NAMES)).toEqual([]);
  expect(suggest('', NAMES)).toEqual([]);
  expect(suggest('x', ['a', 'b'])).toEqual([]);
  expect(suggest('cleanup', [])).toEqual([]);
});
