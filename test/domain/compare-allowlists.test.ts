import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareAllowlists, sayChange } from '../../src/domain/compare-allowlists.ts';
import type { Allowlist, Entry } from '../../src/domain/entry.ts';
import type { PeopleList } from '../../src/domain/person.ts';
import { plainText } from '../../src/domain/sentence.ts';
import { parseAllowlist } from '../../src/settings/allowlist-file.ts';
import { DOCUMENTED } from '../settings/documented-allowlist.ts';

const list = (...ids: readonly string[]): PeopleList => ({
  everyone: ids.includes('everyone'),
  people: ids.filter((id) => id.startsWith('U')).sort(),
  groups: ids.filter((id) => id.startsWith('S')).sort(),
});

const ENTRY: Entry = {
  action: 'cleanup',
  environment: 'prod',
  organization: 'acme',
  workspace: 'acme-prod',
  address: 'action.a.b',
  requesters: [list('S0DEVS')],
  channels: [],
  approval: { required: [{ from: list('S0SRE'), count: 1 }], expires: 3_600_000, allowRequester: false },
  apply: 'automatic',
  maxInvocations: 1,
  startWithin: 3_600_000,
  confirmWithin: 900_000,
  preview: false,
  breakGlass: list(),
  viewers: list(),
  notifyFailure: list(),
  parameters: { days: { variable: 'days', type: 'integer', minimum: 1, maximum: 30 } },
};

const allowlist = (entries: readonly Entry[], rest: Partial<Allowlist> = {}): Allowlist => ({
  ...{ hash: '', text: '', entries, origins: [], freezes: [], operators: {} },
  limits: { open: 50, commandsPerMinute: 60 },
  ...rest,
});

/** The changes when the entry becomes this, in words with their effects. */
const told = (now: Partial<Entry>, was: Partial<Entry> = {}): readonly string[] =>
  compareAllowlists(allowlist([{ ...ENTRY, ...was }]), allowlist([{ ...ENTRY, ...now }])).map(
    (change) => `${change.effect}: ${plainText(sayChange(change))}`,
  );

const approval = (change: Partial<Entry['approval']>): Partial<Entry> => ({
  approval: { ...ENTRY.approval, ...change },
});

describe('who gained and who lost', () => {
  test('asking: by ids, loosening first', () => {
    expect(told({ requesters: [list('U0BEN', 'S0SRE')] })).toEqual([
      'looser: @S0SRE or @U0BEN may now request',
      'tighter: @S0DEVS may no longer request',
    ]);
    expect(told({ requesters: [list('everyone')] })).toEqual(['looser: every full member of the team may now request']);
    expect(told({ requesters: [list('S0DEVS'), list('S0DEVS', 'U0BEN')] }), 'a wider list besides').toEqual([]);
  });

  test('asking with several lists: ids alone do not tell, so the lists are said', () => {
    expect(told({ requesters: [list('S0DEVS'), list('S0SRE')] })).toEqual([
      'tighter: @S0DEVS may no longer request',
      'tighter: may request: @S0DEVS → @S0DEVS, and also in @S0SRE',
    ]);
    expect(
      told({ requesters: [list('S0DEVS'), list('S0DBA')] }, { requesters: [list('S0DEVS'), list('S0SRE')] }),
    ).toEqual(['either: may request: @S0DEVS, and also in @S0SRE → @S0DEVS, and also in @S0DBA']);
  });

  test('approving: more who may is looser, more who must is tighter, none at all is looser', () => {
    expect(told(approval({ required: [{ from: list('S0SRE', 'U0BEN'), count: 1 }] }))).toEqual([
      'looser: @U0BEN may now approve',
      'looser: must approve: 1 of @S0SRE → 1 of @S0SRE or @U0BEN',
    ]);
    expect(told(approval({ required: [{ from: list('S0SRE'), count: 2 }] }))).toEqual([
      'tighter: must approve: 1 of @S0SRE → 2 of @S0SRE',
    ]);
    expect(told(approval({ required: [] }))).toEqual([
      'looser: @S0SRE may no longer approve',
      'looser: must approve: 1 of @S0SRE → nobody',
    ]);
    expect(told(approval({ required: [{ from: list('U0BEN'), count: 1 }] }))).toEqual([
      'looser: @U0BEN may now approve',
      'either: must approve: 1 of @S0SRE → 1 of @U0BEN',
      'tighter: @S0SRE may no longer approve',
    ]);
  });

  test('breaking glass, seeing, being told, operating', () => {
    expect(told({ breakGlass: list('S0ONCALL'), viewers: list('U0BEN'), notifyFailure: list('U0BEN') })).toEqual([
      'looser: @S0ONCALL may now break glass for',
      'looser: @U0BEN may now see requests of',
      'neutral: @U0BEN may now be told of failures of',
    ]);
    const operators = compareAllowlists(allowlist([ENTRY], { operators: { prod: list('U0BEN') } }), allowlist([ENTRY]));
    expect(operators).toMatchObject([{ effect: 'tighter', about: 'prod', right: 'operate', change: 'lost' }]);
  });
});

describe('guards', () => {
  test.each<[Partial<Entry>, readonly string[]]>([
    [{ maxInvocations: 5 }, ['looser: max_invocations: 1 → 5']],
    [{ apply: 'by_hand' }, ['tighter: apply: automatic → by_hand']],
    [{ cooldown: 600_000 }, ['tighter: cooldown: none → 10m']],
    [{ maxOpen: 1 }, ['tighter: max_open: any number → 1']],
    [{ preview: true }, ['tighter: preview: no → yes']],
    [{ startWithin: 7_200_000 }, ['looser: start_within: 1h → 2h']],
    [{ confirmWithin: 60_000 }, ['tighter: confirm_within: 15m → 1m']],
    [approval({ expires: 60_000 }), ['tighter: approval.expires: 1h → 1m']],
    [approval({ allowRequester: true }), ['looser: approving one’s own request: no → yes']],
    [{ channels: [['C0OPS', 'C0DEV'], ['C0OPS']] }, ['tighter: channels: any channel → #C0OPS']],
    [{ workspace: 'other' }, ['either: workspace: acme-prod → other']],
    [{ connection: 'eu' }, ['either: connection: the one without a name → eu']],
    [{ postTo: 'C0OPS' }, ['neutral: post_to: where it is asked → #C0OPS']],
    [{ description: 'x' }, ['neutral: description: none → x']],
  ])('%j', (now, said) => {
    expect(told(now)).toEqual(said);
  });

  test.each([
    [{ minimum: 1, maximum: 365 }, 'looser'],
    [{ minimum: 2, maximum: 30 }, 'tighter'],
    [{ minimum: 2, maximum: 365 }, 'either'],
    [{ maximum: 30 }, 'looser'],
    [{ minimum: 1, maximum: 30, default: 3 }, 'either'],
  ])('a parameter from 1 to 30 that is now %j is %s', (bounds, effect) => {
    const [said, ...others] = told({ parameters: { days: { variable: 'days', type: 'integer', ...bounds } } });
    expect(said).toMatch(
      new RegExp(`^${effect}: parameter days: a whole number from 1 to 30, as the variable days → `),
    );
    expect(others).toEqual([]);
  });
});

test('entries and freezes that came or went, and what holds for the file', () => {
  const freeze = {
    name: 'weekend',
    environments: ['prod'],
    when: { kind: 'recurring', starts: '0 16 * * 5', timezone: 'UTC', lasts: 3_600_000 },
  } as const;
  const was = allowlist([ENTRY], { freezes: [freeze], auditChannel: 'C0AUDIT' });
  const now = allowlist([{ ...ENTRY, environment: 'dev', approval: { ...ENTRY.approval, required: [] } }], {
    limits: { open: 100, commandsPerMinute: 60 },
  });
  expect(
    compareAllowlists(was, now).map(
      (change) => `${change.about ?? ''} ${change.effect}: ${plainText(sayChange(change))}`,
    ),
  ).toEqual([
    'cleanup in dev looser: New: action.a.b in acme-prod (acme); may be requested by @S0DEVS; must be approved by nobody',
    ' looser: Freeze weekend removed (every action in prod, 0 16 * * 5 for 1h, UTC)',
    ' looser: limits.open: 50 → 100',
    ' either: audit_channel: #C0AUDIT → none',
    'cleanup in prod tighter: Removed: nobody can run it any more',
  ]);
});

test('a channel that is told for the first time makes nothing looser; another one, or none any more, may', () => {
  const effectOf = (was: object, now: object): readonly string[] =>
    compareAllowlists(allowlist([ENTRY], was), allowlist([ENTRY], now)).map(({ effect }) => effect);
  const [one, other] = [
    { adminChannel: 'C0ONE', auditChannel: 'C0ONE' },
    { adminChannel: 'C0OTHER', auditChannel: 'C0OTHER' },
  ];
  expect(effectOf({}, one)).toEqual(['neutral', 'neutral']);
  expect(effectOf(one, other)).toEqual(['either', 'either']);
  expect(effectOf(one, {})).toEqual(['either', 'either']);
});

const ids = fc.subarray(['S0A', 'S0B', 'U0C', 'U0D', 'everyone']).map((some) => list(...some));
const people = fc.subarray(['S0A', 'S0B', 'U0C', 'U0D'], { minLength: 1 }).map((some) => list(...some));
const entries = fc.record({
  requesters: fc.array(ids, { minLength: 1, maxLength: 3 }),
  channels: fc.array(fc.subarray(['C0A', 'C0B']), { maxLength: 2 }),
  approval: fc.record({
    required: fc.array(fc.record({ from: people, count: fc.integer({ min: 1, max: 2 }) }), { maxLength: 3 }),
    expires: fc.constantFrom(60_000, 3_600_000),
    allowRequester: fc.boolean(),
  }),
  apply: fc.constantFrom('automatic' as const, 'by_hand' as const, 'rehearse' as const),
  maxInvocations: fc.integer({ min: 1, max: 3 }),
  breakGlass: people,
  workspace: fc.constantFrom('a', 'b'),
  environment: fc.constantFrom('prod', 'dev'),
});
const allowlists = fc.array(entries, { maxLength: 2 }).map((some) => {
  const byName = new Map(some.map((entry) => [entry.environment, { ...ENTRY, ...entry }]));
  return allowlist([...byName.values()]);
});

test('compared with itself nothing is said, however it is written', () => {
  fc.assert(
    fc.property(allowlists, (one) => {
      const again: Allowlist = { ...one, entries: [...structuredClone(one.entries)].reverse() };
      expect(compareAllowlists(one, again)).toEqual([]);
    }),
    { numRuns: 100 },
  );
  const documented = parseAllowlist(DOCUMENTED, 'actions.yml', new Map());
  expect(compareAllowlists(documented, documented)).toEqual([]);
});

test('the other way round what was gained is lost, and what was looser is tighter', () => {
  const SWAPPED = { looser: 'tighter', tighter: 'looser', either: 'either', neutral: 'neutral' } as const;
  const OTHER = { gained: 'lost', lost: 'gained', added: 'removed', removed: 'added' } as const;
  const swap = (change: ReturnType<typeof compareAllowlists>[number]): unknown => {
    const effect = SWAPPED[change.effect];
    if (change.kind === 'guard') return { ...change, effect, was: change.now, now: change.was };
    return { ...change, effect, change: OTHER[change.change] };
  };
  const sorted = (changes: readonly unknown[]): readonly string[] =>
    changes.map((one) => JSON.stringify(one, sortKeys)).sort();
  fc.assert(
    fc.property(allowlists, allowlists, (one, other) => {
      expect(sorted(compareAllowlists(other, one))).toEqual(sorted(compareAllowlists(one, other).map(swap)));
    }),
    { numRuns: 200 },
  );
});

const sortKeys = (_key: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
    : value;
