import { expect, test } from 'vitest';
import { isSettled, NEXT, type RequestState, stateAfter } from '../../src/domain/lifecycle.ts';

const states = Object.keys(NEXT) as RequestState[];
const settled = states.filter(isSettled);

test('the settled states are those that nothing moves', () => {
  expect([...settled].sort()).toEqual([
    'canceled',
    'denied',
    'discarded',
    'expired',
    'failed',
    'not_invoked',
    'succeeded',
    'unresolved',
    'voided',
    'withdrawn',
  ]);
});

test('from every open state an end can be reached', () => {
  const reaches = (state: RequestState, seen: ReadonlySet<RequestState>): boolean =>
    isSettled(state) ||
    Object.values(NEXT[state]).some((next) => !seen.has(next) && reaches(next, new Set([...seen, next])));
  for (const state of states) expect(reaches(state, new Set([state])), state).toBe(true);
});

test('only a verdict makes a request succeed, and only while it runs', () => {
  const ways = states.flatMap((state) =>
    Object.entries(NEXT[state]).flatMap(([event, next]) =>
      next === 'succeeded' && state !== 'succeeded' ? [`${state} ${event}`] : [],
    ),
  );
  expect(ways).toEqual(['running verdict_succeeded']);
});

test('a run is created only from approved, and approved is reached only through Run it, the last approval, broken glass or a postponement', () => {
  expect(states.filter((state) => stateAfter(state, 'create') !== undefined)).toEqual(['approved']);
  const ways = states.flatMap((state) =>
    Object.entries(NEXT[state]).flatMap(([event, next]) =>
      next === 'approved' && state !== 'approved' ? [event] : [],
    ),
  );
  expect([...new Set(ways)].sort()).toEqual(['approve_last', 'break_glass', 'postpone', 'run_it']);
});
