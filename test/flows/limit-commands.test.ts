import { expect, test } from 'vitest';
import type { Allowlist } from '../../src/domain/entry.ts';
import { limitCommands } from '../../src/flows/guarding/limit-commands.ts';
import type { RequestRecord } from '../../src/flows/ports/request-store.ts';
import { startHandClock } from '../terraform/hand-clock.ts';

test('a flood past the limit is refused each time, and on the record once in a minute for each person', async () => {
  const clock = startHandClock();
  const noted: unknown[] = [];
  const limit = limitCommands({
    allowlist: () => ({ hash: 'hash', limits: { open: 1, commandsPerMinute: 2 } }) as unknown as Allowlist,
    record: { note: async ({ actor }: { actor: string }) => void noted.push(actor) } as unknown as RequestRecord,
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
