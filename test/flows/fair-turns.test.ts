import { expect, test } from 'vitest';
import { createFairQueue } from '../../src/flows/guarding/fair-turns.ts';

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Work that ends when the test says so, named by person and number. */
function startLine(seats: Parameters<typeof createFairQueue>[0]) {
  const turns = createFairQueue(seats);
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  return {
    begun,
    async ask(...names: readonly string[]) {
      for (const name of names) {
        void turns(name.charAt(0), async () => {
          begun.push(name);
          await new Promise<void>((resolve) => void ends.set(name, resolve));
          if (name.endsWith('!')) throw new Error('It failed.');
        }).catch(() => undefined);
      }
      await settle();
    },
    async end(name: string) {
      ends.get(name)?.();
      await settle();
    },
  };
}

test('one person fills their own share, and whoever comes later begins at once', async () => {
  const line = startLine({ atOnce: 4, each: 2 });
  await line.ask('a1', 'a2', 'a3', 'a4', 'a5', 'b1');
  expect(line.begun).toEqual(['a1', 'a2', 'b1']);
  await line.end('a1');
  expect(line.begun).toEqual(['a1', 'a2', 'b1', 'a3']);
});

test('with every turn taken, a free one goes from person to person and in the order they asked', async () => {
  const line = startLine({ atOnce: 2, each: 2 });
  await line.ask('a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'c1');
  expect(line.begun).toEqual(['a1', 'a2']);
  for (const name of ['a1', 'a2', 'a3', 'b1', 'c1', 'a4']) await line.end(name);
  expect(line.begun).toEqual(['a1', 'a2', 'a3', 'b1', 'c1', 'a4', 'b2']);
});

test('work that fails makes room as well, for the same person and for others', async () => {
  const line = startLine({ atOnce: 1, each: 1 });
  await line.ask('a1!', 'a2', 'b1');
  for (const name of ['a1!', 'a2']) await line.end(name);
  expect(line.begun).toEqual(['a1!', 'a2', 'b1']);
});
