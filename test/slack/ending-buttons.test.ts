import { expect, test } from 'vitest';
import { BUTTONS } from '../../src/domain/buttons.ts';
import { buttonsOf } from '../../src/slack/views/request-buttons.ts';
import { standings } from '../standings.ts';

test('a button that ends something is red, and so is what its dialog asks; no other is, and one at most is green', () => {
  const buttons = standings.map(({ request }) => buttonsOf(request));
  const red = new Map(buttons.flat().map(({ text, style, confirm }) => [text.text, [style, confirm?.style] as const]));
  expect(Object.fromEntries(red)).toEqual({
    'Run it': ['primary', undefined],
    Cancel: [undefined, undefined],
    Approve: ['primary', undefined],
    Deny: ['danger', undefined],
    Withdraw: ['danger', undefined],
    'Confirm and apply': ['primary', undefined],
    Discard: ['danger', 'danger'],
    'Cancel run': ['danger', 'danger'],
    'Break glass': ['danger', undefined],
    'Close review': [undefined, 'danger'],
    'More time': [undefined, undefined],
  });
  expect([...red.keys()].sort()).toEqual(
    Object.values(BUTTONS)
      .map(({ label }) => label)
      .sort(),
  );
  for (const some of buttons) expect(some.filter(({ style }) => style === 'primary').length).toBeLessThanOrEqual(1);
});
