import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { candidatesOf, outlookOf, refuseUnapprovable } from '../../src/domain/approvable.ts';
import { countApprovals, isApproved } from '../../src/domain/approval.ts';
import type { ApprovalLine, Entry } from '../../src/domain/entry.ts';
import type { PeopleList } from '../../src/domain/person.ts';
import { plainText } from '../../src/domain/sentence.ts';
import { anasRequest } from '../store/requests.ts';

const people = (...ids: string[]): PeopleList => ({ everyone: false, people: ids, groups: [] });
const group = (id: string): PeopleList => ({ everyone: false, people: [], groups: [id] });
const entryWith = (required: readonly ApprovalLine[], allowRequester = false): Entry => ({
  ...anasRequest().asked.entry,
  approval: { required, expires: 1, allowRequester },
});
const sre = { readAt: new Date(0), members: new Map([['S1', new Set(['ben', 'cem', 'dia'])]]) };
const twoLines = [
  { from: group('S1'), count: 1 },
  { from: people('ben'), count: 1 },
];

describe('whether approvals can come together at all', () => {
  test('the requester is none of the candidates, unless they may approve their own', () => {
    expect(candidatesOf(entryWith(twoLines), 'ben', sre)).toEqual(['cem', 'dia']);
    expect(candidatesOf(entryWith(twoLines, true), 'ben', sre)).toEqual(['ben', 'cem', 'dia']);
    expect(candidatesOf(entryWith(twoLines), 'ben', undefined)).toEqual([]);
  });

  test('says which line nobody is left for', () => {
    const entry = entryWith(twoLines);
    const outlook = outlookOf(entry, [], ['cem', 'dia'], sre);
    expect(outlook).toEqual({ kind: 'unfillable', missing: [{ from: people('ben'), count: 1 }] });
    const missing = outlook.kind === 'unfillable' ? outlook.missing : [];
    expect(plainText(refuseUnapprovable(entry, missing).hint)).toMatch(
      /^It needs one of @ben. Nobody can approve their own request/,
    );
  });

  test('ben sits in either line, so where he is known and cem is not, cem is asked about', () => {
    expect(outlookOf(entryWith(twoLines), ['ben'], ['cem', 'dia'], sre)).toEqual({ kind: 'ask', about: ['cem'] });
  });

  test('asking on comes to the same answer as knowing everybody, and stops once it is sure', () => {
    const names = ['ana', 'ben', 'cem', 'dia', 'eve'];
    const list = fc.subarray(names, { minLength: 1 }).map((ids) => people(...ids));
    const lines = fc.array(fc.record({ from: list, count: fc.integer({ min: 1, max: 2 }) }), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(lines, fc.subarray(names), (required, sound) => {
        const entry = entryWith(required);
        const good: string[] = [];
        let unknown = candidatesOf(entry, 'ana', undefined);
        const everybody = unknown.filter((person) => sound.includes(person));
        for (;;) {
          const outlook = outlookOf(entry, good, unknown, undefined);
          if (outlook.kind !== 'ask') {
            expect(outlook.kind === 'fillable').toBe(isApproved(countApprovals(entry, everybody, undefined)));
            return;
          }
          expect(outlook.about.length).toBeGreaterThan(0);
          good.push(...outlook.about.filter((person) => sound.includes(person)));
          unknown = unknown.filter((person) => !outlook.about.includes(person));
        }
      }),
    );
  });
});
