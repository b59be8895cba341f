import { expect, test } from 'vitest';
import type { ActionRequest } from '../../src/domain/request.ts';
import { buttonsOf } from '../../src/slack/views/request-buttons.ts';
import { anasRequest, someRun } from '../store/requests.ts';

const planned = {
  ...someRun,
  status: 'planned',
  actions: { ...someRun.actions, confirmable: true, discardable: true },
};
const applying = { ...someRun, status: 'applying', actions: { ...someRun.actions, cancelable: true } };

const REQUESTS: readonly ActionRequest[] = [
  anasRequest({ state: 'awaiting_approval' }),
  anasRequest({ state: 'approved' }),
  anasRequest({ state: 'running', runId: 'run-1', run: planned, waiting: { because: 'by_hand', since: new Date() } }),
  anasRequest({ state: 'running', runId: 'run-1', run: applying }),
  anasRequest({
    state: 'running',
    runId: 'run-1',
    run: { ...someRun, status: 'pending' },
    deadline: new Date(),
    blocked: { by: 'lock', what: '', who: undefined, since: undefined },
  }),
];

test('a button that ends something is red, and so is what its dialog asks; no other is, and one at most is green', () => {
  const buttons = REQUESTS.map(buttonsOf);
  const red = new Map(buttons.flat().map(({ text, style, confirm }) => [text.text, [style, confirm?.style] as const]));
  expect(Object.fromEntries(red)).toEqual({
    Approve: ['primary', undefined],
    Deny: ['danger', undefined],
    Withdraw: ['danger', undefined],
    'Confirm and apply': ['primary', undefined],
    Discard: ['danger', 'danger'],
    'Cancel run': ['danger', 'danger'],
    'More time': [undefined, undefined],
  });
  for (const some of buttons) expect(some.filter(({ style }) => style === 'primary').length).toBeLessThanOrEqual(1);
});
