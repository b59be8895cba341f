import { expect, test } from 'vitest';
import { readHistoryText } from '../../src/slack/listening/history-text.ts';

test.each([
  ['history', { words: [] }],
  [' History  cleanup   prod ', { words: ['cleanup', 'prod'] }],
  ['history @ana', { words: [], personName: 'ana' }],
  ['history cleanup prod @Ana Lima', { words: ['cleanup', 'prod'], personName: 'Ana Lima' }],
  ['history cleanup “@Ana Lima”', { words: ['cleanup'], personName: 'Ana Lima' }],
  ['history cleanup @"Ana Lima"', { words: ['cleanup'], personName: 'Ana Lima' }],
  ["history @Ana O'Hara", { words: [], personName: "Ana O'Hara" }],
  ['history <@U0ANA00001|ana> cleanup', { words: ['cleanup'], personId: 'U0ANA00001' }],
  ['history cleanup <@W0ANA00001>', { words: ['cleanup'], personId: 'W0ANA00001' }],
  ['his\u200btory clean\u200bup\u00a0prod', { words: ['cleanup', 'prod'] }],
  ['history cleanup a@b', { words: ['cleanup', 'a@b'] }],
  ["history '@Ana Lima'", { words: [], personName: 'Ana Lima' }],
])('%s', (text, asked) => {
  expect(readHistoryText(text)).toEqual(asked);
});

test.each(['history @', 'history @"Ana', 'history “@Ana"', 'history @Ana “Lima”', `history @${' '.repeat(3_900)}""x`])(
  '%s is unclear',
  (text) => {
    expect(readHistoryText(text)).toMatchObject({
      unclear: expect.stringMatching(/^It is not clear which name stands in “/),
    });
  },
);

test.each(['historycleanup', 'cleanup history', '', 'status'])('%s is something else', (text) => {
  expect(readHistoryText(text)).toBeUndefined();
});
