import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countApprovals, isApproved } from '../../src/domain/approval.ts';
import { APPLY_MODES, type Entry } from '../../src/domain/entry.ts';
import type { PeopleList } from '../../src/domain/person.ts';
import { DEFAULTS, GUARDS, type Level, levelThatOutdoes, resolveEntry } from '../../src/domain/resolve-entry.ts';

const PEOPLE = ['ana', 'ben', 'cem', 'dia'];
const MEMBERS = new Map([
  ['S1', new Set(['ana', 'ben'])],
  ['S2', new Set(['ben', 'cem'])],
]);
const CHANNELS = ['C1', 'C2', 'C3'];

const list: fc.Arbitrary<PeopleList> = fc.record({
  everyone: fc.boolean(),
  people: fc.subarray(PEOPLE),
  groups: fc.subarray([...MEMBERS.keys()]),
});
const named = list.map((one) => ({ ...one, everyone: false }));
const least = fc.integer({ min: 1, max: 4 });
const guards = {
  requesters: list,
  channels: fc.subarray(CHANNELS, { minLength: 1 }),
  required: fc.array(fc.record({ from: named, count: fc.integer({ min: 1, max: 2 }) }), { maxLength: 2 }),
  expires: least,
  allowRequester: fc.boolean(),
  apply: fc.constantFrom(...APPLY_MODES),
  maxInvocations: least,
  startWithin: least,
  confirmWithin: least,
  cooldown: least,
  maxOpen: least,
  preview: fc.boolean(),
};
const full = fc.record({ ...guards, breakGlass: named });
const some = fc.record({ ...guards, breakGlass: fc.constant('none' as const) }, { requiredKeys: [] });

const PLACE: Level = { organization: 'acme', workspace: 'acme-prod', address: 'action.a.b' };

function resolve(levels: readonly Level[]): Entry {
  const resolved = resolveEntry({
    action: 'cleanup',
    environment: 'prod',
    parameters: {},
    levels: [PLACE, ...levels],
    connectionOrganizations: new Map(),
  });
  if ('missing' in resolved) throw new Error(`missing ${resolved.missing.join(', ')}`);
  return resolved.entry;
}

const isIn = (one: PeopleList, person: string): boolean =>
  one.everyone || one.people.includes(person) || one.groups.some((group) => MEMBERS.get(group)?.has(person) === true);

/** All possible limits: those of these levels, and the defaults. */
const LIMITS = [1, 2, 3, 4, DEFAULTS.confirmWithin, DEFAULTS.expires];

/** Everything that an entry allows anybody, as a set of sentences. */
function allowedBy(entry: Entry): ReadonlySet<string> {
  const crowds = Array.from({ length: 2 ** PEOPLE.length }, (_, bits) =>
    PEOPLE.filter((_, index) => bits & (1 << index)),
  );
  const groups = { readAt: new Date(0), members: MEMBERS };
  const upTo = (what: string, most: number): readonly string[] =>
    LIMITS.filter((limit) => limit <= most).map((limit) => `${what} ${limit}`);
  return new Set([
    ...PEOPLE.filter((person) => entry.requesters.every((one) => isIn(one, person))).map(
      (person) => `${person} may ask`,
    ),
    ...CHANNELS.filter((id) => entry.channels.every((one) => one.includes(id))).map((id) => `asked for in ${id}`),
    ...crowds
      .filter((crowd) => isApproved(countApprovals(entry, crowd, groups)))
      .map((crowd) => `approved by ${crowd}`),
    ...upTo('expires after', entry.approval.expires),
    ...upTo('starts within', entry.startWithin),
    ...upTo('confirmed within', entry.confirmWithin),
    ...upTo('invokes', entry.maxInvocations),
    ...(entry.approval.allowRequester ? ['the requester approves'] : []),
    ...upTo('open at the same time', entry.maxOpen ?? Number.POSITIVE_INFINITY),
    ...LIMITS.filter((wait) => wait >= (entry.cooldown ?? 0)).map((wait) => `asked again after ${wait}`),
    ...PEOPLE.filter((person) => isIn(entry.breakGlass, person)).map((person) => `${person} may break the glass`),
    ...(entry.preview ? [] : ['approved without a preview']),
    ...(entry.apply === 'rehearse' ? [] : ['applied when a person confirms']),
    ...(entry.apply === 'automatic' ? ['applied by the bot'] : []),
  ]);
}

describe('an inner level', () => {
  test('never lets anybody do more, wherever it stands and whatever it says for keys that are set', () => {
    fc.assert(
      fc.property(full, fc.array(some, { maxLength: 3 }), some, fc.nat(3), (outer, inner, added, place) => {
        const levels = [outer, ...inner];
        const at = 1 + Math.min(place, inner.length);
        const before = allowedBy(resolve(levels));
        const after = allowedBy(resolve([...levels.slice(0, at), added, ...levels.slice(at)]));
        expect([...after].filter((sentence) => !before.has(sentence))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('never does for one key that any outer level sets, whatever the others say', () => {
    fc.assert(
      fc.property(
        fc.array(some, { minLength: 1, maxLength: 3 }),
        some,
        fc.constantFrom(...GUARDS),
        (outer, added, key) => {
          const levels = [{ requesters: { everyone: true, people: [], groups: [] } }, ...outer];
          fc.pre(levels.some((level: Level) => level[key] !== undefined));
          const before = allowedBy(resolve(levels));
          const after = allowedBy(resolve([...levels, { [key]: added[key] }]));
          expect([...after].filter((sentence) => !before.has(sentence))).toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('whose value counts as ineffective changes nothing indeed', () => {
    let outdone = 0;
    fc.assert(
      fc.property(full, some, some, fc.constantFrom(...GUARDS), (outer, middle, inner, key) => {
        const levels: readonly Level[] = [outer, middle, inner];
        if (levelThatOutdoes(levels, 2, key) === undefined) return;
        outdone += 1;
        const without = [outer, middle, { ...inner, [key]: undefined }];
        expect(allowedBy(resolve(levels))).toEqual(allowedBy(resolve(without)));
      }),
      { numRuns: 600 },
    );
    expect(outdone).toBeGreaterThan(20);
  });
});

test('a level that speaks may be looser than what holds where none speaks', () => {
  const everyone = { everyone: true, people: [], groups: [] };
  expect(resolve([{ requesters: everyone }])).toMatchObject({
    approval: { required: [], expires: 3_600_000, allowRequester: false },
    apply: 'automatic',
    maxInvocations: 1,
    startWithin: 3_600_000,
    confirmWithin: 900_000,
    channels: [],
  });
  expect(
    resolve([{ requesters: everyone, expires: 7_200_000, maxInvocations: 9, allowRequester: true }]),
  ).toMatchObject({
    approval: { expires: 7_200_000, allowRequester: true },
    maxInvocations: 9,
  });
});

test('break_glass: none takes the right from everybody whom outer levels name', () => {
  const oncall = { everyone: false, people: ['ana'], groups: ['S1'] };
  const levels: readonly Level[] = [{ requesters: oncall }, { breakGlass: oncall }];
  expect(resolve(levels).breakGlass).toEqual(oncall);
  expect(resolve([...levels, { breakGlass: 'none' }]).breakGlass).toEqual({ everyone: false, people: [], groups: [] });
});

test('what no level says is missing, all of it at once', () => {
  const nothing = { action: 'a', environment: 'b', parameters: {}, levels: [{}], connectionOrganizations: new Map() };
  expect(resolveEntry(nothing)).toEqual({ missing: ['organization', 'workspace', 'address', 'requesters'] });
});

test('a connection brings its organization, which only the level of the connection or an inner one can say otherwise', () => {
  const organizationOf = (...levels: readonly Level[]): string => {
    const everyone = { everyone: true, people: [], groups: [] };
    const resolved = resolveEntry({
      ...{ action: 'a', environment: 'b', parameters: {} },
      levels: [{ ...PLACE, requesters: everyone }, ...levels],
      connectionOrganizations: new Map([['eu', 'acme-eu']]),
    });
    return 'entry' in resolved ? resolved.entry.organization : 'missing';
  };
  expect(organizationOf({})).toBe('acme');
  expect(organizationOf({ connection: 'eu' })).toBe('acme-eu');
  expect(organizationOf({ connection: 'eu', organization: 'other' })).toBe('other');
  expect(organizationOf({ connection: 'eu' }, { organization: 'inner' })).toBe('inner');
  expect(organizationOf({ connection: 'us' })).toBe('acme');
});
