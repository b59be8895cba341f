import { expect, test } from 'vitest';
import { readHistoryText } from '../../src/slack/listening/history-text.ts';

test.each([
  ['', { words: [] }],
  [' cleanup   prod ', { words: ['cleanup', 'prod'] }],
  ['@ana', { words: [], personName: 'ana' }],
  ['cleanup prod @Ana Lima', { words: ['cleanup', 'prod'], personName: 'Ana Lima' }],
  ['cleanup “@Ana Lima”', { words: ['cleanup'], personName: 'Ana Lima' }],
  ['cleanup @"Ana Lima"', { words: ['cleanup'], personName: 'Ana Lima' }],
  ["@Ana O'Hara", { words: [], personName: "Ana O'Hara" }],
  ['<@U0ANA00001|ana> cleanup', { words: ['cleanup'], personId: 'U0ANA00001' }],
  ['cleanup <@W0ANA00001>', { words: ['cleanup'], personId: 'W0ANA00001' }],
  ['clean\u200bup\u00a0prod', { words: ['cleanup', 'prod'] }],
  ['cleanup a@b', { words: ['cleanup', 'a@b'] }],
  ["'@Ana Lima'", { words: [], personName: 'Ana Lima' }],
])('%s', (text, asked) => {
  expect(readHistoryText(text)).toEqual(asked);
});

test.each(['@', 'history @"Ana', 'history “@Ana"', 'history @Ana “Lima”', `history @${' '.repeat(3_900)}""x`])(
  '%s is unclear',
  (text) => {
    expect(readHistoryText(text)).toMatchObject({
      unclear: expect.stringMatching(/^It is not clear which name stands in “/),
    });
  },
);
