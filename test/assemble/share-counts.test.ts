import { expect, test } from 'vitest';
import { shareCounts } from '../../src/assemble/share-counts.ts';
import type { Counts } from '../../src/flows/ports/counts.ts';
import { startHandClock } from '../terraform/hand-clock.ts';

const counts: Counts = { open: [], unresolved: [], followed: [], outbox: { items: 0, oldest: undefined } };

test('however many ask, the database is asked once at a time and once in five seconds', async () => {
  const clock = startHandClock();
  let asked = 0;
  const read = shareCounts(async () => {
    asked += 1;
    return counts;
  }, clock);
  await Promise.all([read(), read(), read()]);
  clock.jump(4_999);
  await read();
  expect(asked).toBe(1);
  clock.jump(1);
  expect(await read()).toBe(counts);
  expect(asked).toBe(2);
});

test('a database that does not answer holds up nobody for more than three seconds, and one that fails nobody at all', async () => {
  const clock = startHandClock();
  let answer = (_counts: Counts): void => undefined;
  let asked = 0;
  const read = shareCounts(() => {
    asked += 1;
    return new Promise((resolve) => {
      answer = resolve;
    });
  }, clock);
  const [first, second] = [read(), read()];
  await clock.pass(3_000);
  expect([await first, await second, asked]).toEqual([undefined, undefined, 1]);
  answer(counts);
  await Promise.resolve();
  const failing = shareCounts(() => Promise.reject(new Error('the connection broke')), clock);
  expect(await failing()).toBeUndefined();
  expect(clock.timers()).toEqual([]);
});
