import { expect, test } from 'vitest';
import type { Allowlist } from '../../src/domain/entry.ts';
import { limitCommands, limitPresses } from '../../src/flows/guarding/limit-commands.ts';
import { startHandClock } from '../terraform/hand-clock.ts';

test('a flood past the limit is refused each time, and on the record once in a minute for each person', async () => {
  const clock = startHandClock();
  const noted: unknown[] = [];
  const limit = limitCommands({
    allowlist: () => ({ hash: 'hash', limits: { open: 1, commandsPerMinute: 2 } }) as unknown as Allowlist,
    requests: { note: async ({ actor }) => void noted.push(actor) },
    clock,
  });
  const flood = async (person: string, times: number) => {
    const refused = [];
    for (let count = 0; count < times; count += 1) refused.push((await limit(person))?.code);
    return refused.filter((code) => code === 'too_many_commands').length;
  };
  expect(await flood('U1', 100)).toBe(98);
  expect(await flood('U2', 3)).toBe(1);
  expect(noted).toEqual(['U1', 'U2']);
  clock.jump(60_000);
  expect(await flood('U1', 100)).toBe(98);
  expect(noted).toEqual(['U1', 'U2', 'U1']);
});

test('a flood of presses is refused past 120 in a minute, for each person alone, and can go on after that', async () => {
  const clock = startHandClock();
  const noted: unknown[] = [];
  const limit = limitPresses({
    allowlist: () => ({ hash: 'hash' }) as unknown as Allowlist,
    requests: { note: async ({ kind, actor }) => void noted.push([kind, actor]) },
    clock,
  });
  const refused: number[] = [];
  for (let count = 1; count <= 122; count += 1) {
    if ((await limit('U1'))?.code === 'too_many_presses') refused.push(count);
  }
  expect(refused).toEqual([121, 122]);
  expect(await limit('U2')).toBeUndefined();
  clock.jump(60_000);
  expect(await limit('U1')).toBeUndefined();
  expect(noted).toEqual([['press.refused', 'U1']]);
});
