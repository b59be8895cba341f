import { expect, test } from 'vitest';
import { readHistoryWords } from '../../src/domain/history-words.ts';

const names = { actions: ['cleanup', 'drain', 'prod'], environments: ['prod', 'staging'] };

test.each([
  [[], { unknown: [] }],
  [['Cleanup'], { action: 'cleanup', unknown: [] }],
  [['staging'], { environment: 'staging', unknown: [] }],
  [['staging', 'drain'], { action: 'drain', environment: 'staging', unknown: [] }],
  [['prod'], { action: 'prod', unknown: [] }],
  [['prod', 'prod'], { action: 'prod', environment: 'prod', unknown: [] }],
  [['cleanup', 'prod'], { action: 'cleanup', environment: 'prod', unknown: [] }],
  [['Gone'], { action: 'gone', unknown: ['Gone'] }],
  [['staging', 'gone'], { action: 'gone', environment: 'staging', unknown: ['gone'] }],
  [['cleanup', 'gone'], { action: 'cleanup', environment: 'gone', unknown: ['gone'] }],
])('%j', (words, meant) => {
  expect(readHistoryWords(words, names)).toEqual(meant);
});

test.each([[['cleanup', 'drain']], [['staging', 'staging']], [['cleanup', 'staging', 'gone']]])(
  '%j is too much',
  (words) => {
    expect(readHistoryWords(words, names)).toMatchObject({ code: 'unknown_command' });
  },
);
