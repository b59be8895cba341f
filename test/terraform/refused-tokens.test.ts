import { expect, test } from 'vitest';
import { watchRefusedTokens } from '../../src/terraform/calling/refused-tokens.ts';
import { startHandClock } from './hand-clock.ts';

test('a token that is refused is tried after 1, 2, 4, 8 and 15 s, then every 30 s, by one call each time', () => {
  const clock = startHandClock();
  const tokens = watchRefusedTokens(clock);
  // Two calls at the same time count once.
  tokens.refused('old');
  tokens.refused('old');
  const triedAfter: number[] = [];
  for (let since = 0; triedAfter.length < 7; since += 1_000, clock.jump(1_000)) {
    expect(tokens.mayTry('another')).toBe(true);
    if (!tokens.mayTry('old')) continue;
    expect(tokens.mayTry('old')).toBe(false);
    tokens.refused('old');
    triedAfter.push(since);
    since = 0;
  }
  expect(triedAfter).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 30_000]);
});

test('once it is accepted again nobody is kept back', () => {
  const tokens = watchRefusedTokens(startHandClock());
  tokens.refused('old');
  tokens.accepted('old');
  expect([tokens.mayTry('old'), tokens.mayTry('old')]).toEqual([true, true]);
});
