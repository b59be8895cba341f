import { expect, test } from 'vitest';
import { countLook, EXTRA_LOOK } from '../../src/domain/look-count.ts';

const creatingSince = new Date('2026-03-02T03:00:00.000Z');
const after = (milliseconds: number): number => creatingSince.getTime() + milliseconds;

test.each([
  ['while the call may still be answered', { attempt: 0, looksDone: undefined, now: after(29_999) }, 'too_early'],
  ['once the call must have been answered', { attempt: 0, looksDone: undefined, now: after(30_000) }, 'counts'],
  ['once it is known that there was no answer', { attempt: 0, looksDone: 0, now: after(100) }, 'counts'],
  ['that is the next of the series', { attempt: 2, looksDone: 2, now: after(60_000) }, 'counts'],
  ['that was counted before', { attempt: 1, looksDone: 2, now: after(60_000) }, 'extra'],
  ['that is made at once after a start', { attempt: EXTRA_LOOK, looksDone: 2, now: after(60_000) }, 'extra'],
])('a look %s: %s', (_, look, counts) => {
  expect(countLook({ creatingSince, ...look })).toBe(counts);
});
