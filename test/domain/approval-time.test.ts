import { expect, test } from 'vitest';
import { lacksTimeOfFreeze, timeUnderFreeze } from '../../src/domain/approval-time.ts';
import type { Freeze } from '../../src/domain/freeze.ts';

const at = (minute: number): Date => new Date(Date.UTC(2026, 2, 2, 3, minute));
const freeze = (from: number, until: number): Freeze => ({ name: 'sale', from: at(from), until: at(until) });
/** Asked at 3:00, with half an hour for the approvals. */
const REQUEST = {
  state: 'awaiting_approval',
  startedAt: at(0),
  deadline: at(30),
  remindAt: at(15),
  asked: { entry: { approval: { expires: 30 * 60_000 } } },
} as const;

test('a freeze gives its whole time back to the approvals, and their reminder waits as long', () => {
  expect(timeUnderFreeze(REQUEST, freeze(10, 70), at(10))).toEqual({ deadline: at(90), remindAt: at(75) });
});

test('noticed late, it counts from its beginning; one that began before the request, from the request', () => {
  expect(timeUnderFreeze(REQUEST, freeze(10, 70), at(25)).deadline).toEqual(at(90));
  expect(timeUnderFreeze(REQUEST, freeze(-30, 70), at(5)).deadline).toEqual(at(100));
});

test('lifted early, only the time that it held is given', () => {
  const held = { ...REQUEST, heldBy: freeze(10, 70), deadline: at(90), remindAt: at(75) };
  expect(timeUnderFreeze(held, undefined, at(30))).toEqual({ deadline: at(50), remindAt: at(35) });
  expect(timeUnderFreeze(held, undefined, at(71))).toEqual({ deadline: at(90), remindAt: at(75) });
});

test('held by the release before, which added nothing: it gets the time that the freeze held it', () => {
  const held = { ...REQUEST, heldBy: freeze(10, 70) };
  expect(lacksTimeOfFreeze(held)).toBe(true);
  expect(timeUnderFreeze(held, undefined, at(20))).toEqual({ deadline: at(40), remindAt: at(25) });
  expect(timeUnderFreeze(held, undefined, at(71)).deadline).toEqual(at(90));
  const noted = timeUnderFreeze(held, held.heldBy, at(20));
  expect(noted.deadline).toEqual(at(90));
  expect(lacksTimeOfFreeze({ ...held, ...noted })).toBe(false);
});

test('another freeze takes its place: no minute is given twice', () => {
  const held = { ...REQUEST, heldBy: freeze(10, 70), deadline: at(90) };
  expect(timeUnderFreeze(held, freeze(40, 130), at(40)).deadline).toEqual(at(150));
  expect(timeUnderFreeze(held, freeze(40, 50), at(40)).deadline).toEqual(at(70));
  expect(timeUnderFreeze(held, freeze(60, 130), at(80)).deadline).toEqual(at(150));
});

test('the time to start goes on, so that what was approved before a freeze never runs long after it', () => {
  expect(timeUnderFreeze({ ...REQUEST, state: 'approved' }, freeze(10, 70), at(10))).toEqual({});
});
