import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countApprovals, isApproved } from '../../src/domain/approval.ts';
import type { ApprovalLine, Entry } from '../../src/domain/entry.ts';
import type { PeopleList } from '../../src/domain/person.ts';

const people = (...ids: string[]): PeopleList => ({ everyone: false, people: ids, groups: [] });
const group = (id: string): PeopleList => ({ everyone: false, people: [], groups: [id] });

const entryWith = (required: readonly ApprovalLine[]): Entry => ({
  action: 'cleanup',
  environment: 'prod',
  organization: 'acme',
  workspace: 'acme-prod',
  address: 'action.a.b',
  requesters: [],
  channels: [],
  approval: { required, expires: 1, allowRequester: false },
  apply: 'automatic',
  maxInvocations: 1,
  startWithin: 1,
  confirmWithin: 1,
  preview: false,
  breakGlass: { everyone: false, people: [], groups: [] },
  viewers: { everyone: false, people: [], groups: [] },
  notifyFailure: people(),
  parameters: {},
});

const sre = { readAt: new Date(0), members: new Map([['S1', new Set(['ben', 'cem', 'dia'])]]) };

describe('places are filled by distinct people, whatever the order', () => {
  const twoLines = entryWith([
    { from: group('S1'), count: 1 },
    { from: people('ben'), count: 1 },
  ]);

  test('ben, who could fill both, moves to his own place when cem comes', () => {
    for (const order of [
      ['ben', 'cem'],
      ['cem', 'ben'],
    ]) {
      expect(countApprovals(twoLines, order, sre)).toEqual({ slots: 2, filled: 2, missing: [] });
    }
  });

  test('ben alone fills one place, and the other line is still missing', () => {
    expect(countApprovals(twoLines, ['ben'], sre)).toMatchObject({ filled: 1, missing: [{ count: 1 }] });
  });

  test('the same person twice is one person', () => {
    expect(isApproved(countApprovals(entryWith([{ from: group('S1'), count: 2 }]), ['ben', 'ben'], sre))).toBe(false);
  });

  test('a group that was not read holds nobody', () => {
    expect(countApprovals(twoLines, ['cem'], undefined).filled).toBe(0);
  });

  test('no approvals required is approved', () => {
    expect(isApproved(countApprovals(entryWith([]), [], undefined))).toBe(true);
  });
});

test('one person fills one place, under whichever of their ids they approved', () => {
  const two = entryWith([{ from: people('U1', 'W1', 'U2'), count: 2 }]);
  expect(countApprovals(two, [['U1', 'W1'], ['W1']], undefined).filled).toBe(1);
  expect(countApprovals(two, ['U1', 'W1', ['U1', 'W1']], undefined).filled).toBe(1);
  expect(countApprovals(two, [['U9', 'W1'], 'U2'], undefined).filled).toBe(2);
});

/** The most slots that can be filled, by brute force. */
function fillByTrying(lines: readonly PeopleList[], approvers: readonly string[]): number {
  const [line, ...rest] = lines;
  if (line === undefined) return 0;
  const without = fillByTrying(rest, approvers);
  const withSomebody = approvers
    .filter((person) => line.people.includes(person))
    .map(
      (person) =>
        1 +
        fillByTrying(
          rest,
          approvers.filter((other) => other !== person),
        ),
    );
  return Math.max(without, ...withSomebody);
}

test('the largest possible number of slots is filled', () => {
  const names = fc.constantFrom('ana', 'ben', 'cem', 'dia');
  const list = fc.uniqueArray(names, { minLength: 1, maxLength: 3 }).map((ids) => people(...ids));
  fc.assert(
    fc.property(fc.array(list, { maxLength: 4 }), fc.uniqueArray(names), (lists, approvers) => {
      const entry = entryWith(lists.map((from) => ({ from, count: 1 })));
      const progress = countApprovals(entry, approvers, undefined);
      expect(progress.filled).toBe(fillByTrying(lists, approvers));
      expect(progress.missing.reduce((sum, { count }) => sum + count, 0)).toBe(progress.slots - progress.filled);
    }),
    { numRuns: 2_000 },
  );
});
