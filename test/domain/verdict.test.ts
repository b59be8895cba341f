import { expect, test } from 'vitest';
import { verdictOfApply, verdictOfInvocations, verdictOfLog } from '../../src/domain/verdict.ts';

test('all invocations successful: it succeeded', () => {
  expect(verdictOfInvocations(['successful', 'successful'])).toEqual({
    ended: 'succeeded',
    source: 'invocations',
    succeeded: 2,
    failed: 0,
  });
});

test('any that failed: it failed, also while others have not ended', () => {
  expect(verdictOfInvocations(['successful', 'failed', 'not_invoked'])).toMatchObject({
    ended: 'failed',
    succeeded: 1,
    failed: 1,
  });
  expect(verdictOfInvocations([undefined, 'failed'])).toMatchObject({ ended: 'failed' });
});

test('one that has not ended: not known yet', () => {
  expect(verdictOfInvocations(['successful', undefined])).toBeUndefined();
  expect(verdictOfInvocations([undefined])).toBeUndefined();
});

test('none at all, or some that were not invoked: never a success', () => {
  expect(verdictOfInvocations([])).toMatchObject({ ended: 'not_invoked' });
  expect(verdictOfInvocations(['not_invoked'])).toMatchObject({ ended: 'not_invoked' });
  expect(verdictOfInvocations(['successful', 'not_invoked'])).toMatchObject({ ended: 'not_invoked', succeeded: 1 });
});

const apply = (actionInvocations: number | undefined, actionFailures: number | undefined) => ({
  id: 'apply-1',
  status: 'finished',
  actionInvocations,
  actionFailures,
});

test.each([
  [3, 0, 'succeeded', 3, 0],
  [3, 1, 'failed', 2, 1],
  [1, 1, 'failed', 0, 1],
  [undefined, 2, 'failed', 0, 2],
  [0, 2, 'failed', 0, 2],
  [0, 0, 'not_invoked', 0, 0],
] as const)('an apply with %s invocations and %s failures: %s', (invoked, failures, ended, succeeded, failed) => {
  expect(verdictOfApply(apply(invoked, failures))).toEqual({ ended, source: 'apply_counts', succeeded, failed });
});

test('an apply that does not say both tells nothing, as a success has to be told', () => {
  expect(verdictOfApply(undefined)).toBeUndefined();
  expect(verdictOfApply(apply(undefined, undefined))).toBeUndefined();
  expect(verdictOfApply(apply(3, undefined))).toBeUndefined();
  expect(verdictOfApply(apply(undefined, 0))).toBeUndefined();
});

test('of a log one error is a failure, and without any line about the action it tells nothing', () => {
  expect(verdictOfLog({ completed: 2, errored: 1 })).toEqual({
    ended: 'failed',
    source: 'structured_log',
    succeeded: 2,
    failed: 1,
  });
  expect(verdictOfLog({ completed: 2, errored: 0 })).toMatchObject({ ended: 'succeeded', succeeded: 2 });
  expect(verdictOfLog({ completed: 0, errored: 0 })).toBeUndefined();
});
