import { describe, expect, test } from 'vitest';
import type { RequestState } from '../../src/domain/lifecycle.ts';
import { isSettled, NEXT } from '../../src/domain/lifecycle.ts';
import { answeredBy, countLook, EXTRA_LOOK } from '../../src/domain/look-count.ts';
import { newlyOwed, OWED, type OwedWork, owedWork } from '../../src/domain/owed-work.ts';
import { standings } from '../standings.ts';

const minute = (number: number): Date => new Date(Date.UTC(2026, 2, 2, 3, number));
const NOW = minute(0);
const namesOf = (owed: readonly OwedWork[]): readonly string[] => owed.map(({ work }) => work).sort();

describe('what each standing of a request owes', () => {
  test.each(standings)('$name', ({ request, owes }) => {
    expect(namesOf(owedWork(request))).toEqual([...owes].sort());
  });

  test('every state stands in that table, and every one that is open owes work or is read by the watcher', () => {
    const states = Object.keys(NEXT) as RequestState[];
    expect(states.filter((state) => !standings.some(({ request }) => request.state === state))).toEqual([]);
    for (const { name, request, owes } of standings) {
      if (isSettled(request.state)) continue;
      const isWatched = OWED[request.state].isWatched || request.preview?.stage === 'planning';
      expect(owes.length > 0 || isWatched, name).toBe(true);
    }
  });
});

describe('what a change makes owed', () => {
  const approved = { ...standings[0].request, state: 'approved', approvedAt: NOW } as const;
  const creating = { ...approved, state: 'creating', creatingSince: NOW } as const;

  test('what it enters is owed anew, what it stays in is not', () => {
    expect(namesOf(newlyOwed(approved, NOW, creating, []))).toEqual(['find_run']);
    expect(newlyOwed(creating, NOW, { ...creating, looksDone: 2 }, [])).toEqual([]);
    const later = { ...creating, deadline: minute(90) };
    expect(newlyOwed(creating, NOW, later, [])).toEqual([{ work: 'expire_request', at: minute(90) }]);
  });

  test('work that is put with the change counts where it comes in time, and work of a time that has passed is due now', () => {
    const put = (work: 'create_run' | 'find_run', at: Date) => [{ work, at }];
    expect(newlyOwed(approved, NOW, creating, put('find_run', NOW))).toEqual([]);
    expect(namesOf(newlyOwed(approved, NOW, creating, put('find_run', minute(9))))).toEqual(['find_run']);
    expect(namesOf(newlyOwed(approved, NOW, creating, put('create_run', NOW)))).toEqual(['find_run']);
    expect(newlyOwed(approved, minute(30), creating, put('find_run', minute(30)))).toEqual([]);
  });
});

describe('which looks count that found no run', () => {
  const look = { creatingSince: NOW, looksDone: undefined, attempt: 0 };

  test('none before the call must have been answered, unless it is known that there was no answer', () => {
    const before = answeredBy(NOW).getTime() - 1;
    expect(countLook({ ...look, now: before })).toBe('too_early');
    expect(countLook({ ...look, now: before + 1 })).toBe('counts');
    expect(countLook({ ...look, looksDone: 0, now: before })).toBe('counts');
  });

  test('each look of the series once, however often its work is there', () => {
    const now = minute(2).getTime();
    expect(countLook({ ...look, looksDone: 2, attempt: 2, now })).toBe('counts');
    expect(countLook({ ...look, looksDone: 2, attempt: 1, now })).toBe('extra');
    expect(countLook({ ...look, attempt: EXTRA_LOOK, now })).toBe('extra');
  });
});
