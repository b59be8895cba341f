import { expect, test } from 'vitest';
import { takeTurns } from '../../src/flows/following/take-turns.ts';

test('of five things two are done at a time, in the order they came, and one that fails makes room as well', async () => {
  const turns = takeTurns(2);
  const ends: (() => void)[] = [];
  const begun: number[] = [];
  const all = [0, 1, 2, 3, 4].map((number) =>
    turns(async () => {
      begun.push(number);
      await new Promise<void>((resolve) => void ends.push(resolve));
      if (number === 1) throw new Error('It failed.');
      return number;
    }),
  );
  const settled = Promise.allSettled(all);
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  await turn();
  expect(begun).toEqual([0, 1]);
  ends[1]?.();
  await turn();
  expect(begun).toEqual([0, 1, 2]);
  for (let end = 0; end < 5; end += 1) {
    for (const release of ends) release();
    await turn();
  }
  expect(begun).toEqual([0, 1, 2, 3, 4]);
  expect((await settled).map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
    'fulfilled',
    'fulfilled',
  ]);
});
