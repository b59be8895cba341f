import { describe, expect, test } from 'vitest';
import { outcomeOfVerdict, sayVerdict } from '../../src/domain/describe-verdict.ts';
import type { InvocationStatus, RunApply } from '../../src/domain/run.ts';
import { plainText } from '../../src/domain/sentence.ts';
import {
  decideVerdict,
  isComplete,
  judge,
  type Tally,
  UNKNOWN_VERDICT,
  type Verdict,
  verdictOfApply,
  verdictOfInvocations,
  verdictOfLog,
} from '../../src/domain/verdict.ts';
import { anasRequest, someRun } from '../store/requests.ts';

type Ended = Verdict['ended'];
type End = 'successful' | 'failed' | 'not_invoked';

const MOST = 3;
const counts = Array.from({ length: MOST + 1 }, (_, count) => count);
const PLANNED = [undefined, ...counts] as const;

interface Case {
  readonly tally: Tally;
  readonly planned: number | undefined;
  readonly applied: boolean;
}

const CASES: readonly Case[] = [true, false].flatMap((applied) =>
  PLANNED.flatMap((planned) =>
    counts.flatMap((succeeded) =>
      counts.flatMap((failed) =>
        counts.flatMap((notInvoked) =>
          counts.map((untold) => ({ applied, planned, tally: { succeeded, failed, notInvoked, untold } })),
        ),
      ),
    ),
  ),
);

/**
 * The same rules without a tally: each invocation separately, with every possible end of the unknown ones. If the
 * results differ, the verdict is unknown.
 */
function oracle({ tally, planned, applied }: Case): Ended {
  const known: readonly End[] = [
    ...Array<End>(tally.succeeded).fill('successful'),
    ...Array<End>(tally.failed).fill('failed'),
    ...Array<End>(tally.notInvoked).fill('not_invoked'),
  ];
  const ways = waysToEnd(tally.untold).map((ends) => ofKnown([...known, ...ends], planned, applied));
  return ways.every((way) => way === ways[0]) ? (ways[0] ?? 'unknown') : 'unknown';
}

function waysToEnd(count: number): readonly (readonly End[])[] {
  if (count === 0) return [[]];
  return waysToEnd(count - 1).flatMap((way) =>
    (['successful', 'failed', 'not_invoked'] as const).map((end) => [...way, end]),
  );
}

function ofKnown(ends: readonly End[], planned: number | undefined, applied: boolean): Ended {
  const all = [...ends, ...Array<End>(Math.max(0, (planned ?? 0) - ends.length)).fill('not_invoked')];
  if (all.some((end) => end === 'failed')) return 'failed';
  if (all.every((end) => end === 'not_invoked')) return 'not_invoked';
  if (all.some((end) => end === 'not_invoked')) return 'failed';
  if (planned === undefined) return applied ? 'succeeded' : 'unknown';
  return all.length === planned ? 'succeeded' : 'unknown';
}

/** As a source reports it: planned invocations that are missing were not invoked, or their end is unknown. */
const filled = ({ tally, planned, applied }: Case, as: 'notInvoked' | 'untold'): Case => {
  const total = tally.succeeded + tally.failed + tally.notInvoked + tally.untold;
  return { planned, applied, tally: { ...tally, [as]: tally[as] + Math.max(0, (planned ?? 0) - total) } };
};

const said = ({ tally, planned, applied }: Case): string => JSON.stringify({ ...tally, planned, applied });

describe('every combination of up to three, against the rules told by single invocations', () => {
  test('the table of verdicts', () => {
    for (const one of CASES.map((given) => filled(given, 'notInvoked'))) {
      expect(judge(one.tally, one), said(one)).toBe(oracle(one));
    }
  });

  test('the actions API', () => {
    for (const one of CASES) {
      const { succeeded, failed, notInvoked, untold } = one.tally;
      const statuses: InvocationStatus[] = [
        ...Array<InvocationStatus>(untold).fill(undefined),
        ...Array<InvocationStatus>(succeeded).fill('successful'),
        ...Array<InvocationStatus>(failed).fill('failed'),
        ...Array<InvocationStatus>(notInvoked).fill('not_invoked'),
      ];
      const verdict = verdictOfInvocations(statuses, one);
      if (statuses.length === 0 && one.planned === undefined) expect(verdict).toBeUndefined();
      else {
        const expected = filled(one, 'untold');
        expect(verdict, said(one)).toMatchObject({ ended: oracle(expected), source: 'invocations', ...expected.tally });
      }
    }
  });

  test('the counts of the apply', () => {
    for (const one of CASES.filter(({ tally }) => tally.notInvoked === 0 && tally.untold === 0)) {
      const { succeeded, failed } = one.tally;
      const expected = filled(one, 'notInvoked');
      const verdict = verdictOfApply(applied(succeeded + failed, failed), one);
      expect(verdict, said(one)).toMatchObject({ ended: oracle(expected), source: 'apply_counts', ...expected.tally });
    }
  });

  test('the structured log, whole and in part', () => {
    for (const one of CASES.filter(({ tally }) => tally.notInvoked === 0)) {
      const { succeeded, failed, untold } = one.tally;
      const logged = { started: succeeded + failed + untold, completed: succeeded, errored: failed };
      for (const part of [{}, { partial: true }] as const) {
        const verdict = verdictOfLog({ ...logged, ...part }, one);
        if (succeeded + failed === 0) expect(verdict, said(one)).toBeUndefined();
        else {
          const expected = filled(one, 'partial' in part ? 'untold' : 'notInvoked');
          expect(verdict, said(one)).toMatchObject({
            ended: oracle(expected),
            source: 'structured_log',
            ...expected.tally,
          });
        }
      }
    }
  });

  test('what is read begins with the numbers wherever only a part is known to be well, and says no success of anything else', () => {
    for (const one of CASES) {
      const ended = judge(one.tally, one);
      const { succeeded, failed, notInvoked, untold } = one.tally;
      const total = Math.max(one.planned ?? 0, succeeded + failed + notInvoked + untold);
      const outcome = told({ ended, source: 'invocations', ...one.tally, ...planned(one) });
      if (ended === 'failed' && failed < total)
        expect(outcome, said(one)).toMatch(new RegExp(`^${succeeded} of ${total} invocations? succeeded`));
      if (succeeded === 0 && !(ended === 'failed' && failed < total)) expect(outcome, said(one)).not.toMatch(/succe/);
      if (notInvoked > 0 && ended === 'failed')
        expect(outcome, said(one)).toMatch(new RegExp(`, ${notInvoked} (was|were) not invoked`));
      if (ended !== 'not_invoked') expect(outcome, said(one)).not.toMatch(/^The action was not invoked/);
    }
  });
});

const request = anasRequest();
const run = { ...someRun, status: 'errored' };
const told = (verdict: Verdict): string => plainText(sayVerdict(outcomeOfVerdict(verdict, run, request)));
const planned = ({ planned: count }: Case): Partial<Verdict> => (count === undefined ? {} : { planned: count });
const applied = (actionInvocations: number | undefined, actionFailures: number | undefined): RunApply => ({
  id: 'apply-1',
  status: 'finished',
  actionInvocations,
  actionFailures,
});

const three = { planned: 3, applied: false };

test.each<[string, Verdict | undefined, string]>([
  [
    'two of three, and one left out',
    verdictOfInvocations(['successful', 'successful', 'not_invoked'], three),
    '2 of 3 invocations succeeded, 1 was not invoked; the run errored.',
  ],
  [
    'one of three by the counts of the apply',
    verdictOfApply(applied(1, 0), three),
    '1 of 3 invocations succeeded, 2 were not invoked; the run errored.',
  ],
  [
    'one of three by the log',
    verdictOfLog({ started: 1, completed: 1, errored: 0 }, three),
    '1 of 3 invocations succeeded, 2 were not invoked; the run errored.',
  ],
  [
    'one that was canceled in its midst',
    verdictOfLog({ started: 2, completed: 1, errored: 0 }, { planned: 2, applied: false }),
    '1 of 2 invocations succeeded, HCP Terraform did not say how 1 ended; the run errored.',
  ],
  [
    'failed, and the others were not begun',
    verdictOfInvocations(['failed', 'not_invoked', 'not_invoked'], three),
    '0 of 3 invocations succeeded, 1 failed, 2 were not invoked; the run errored.',
  ],
  ['all failed', verdictOfApply(applied(3, 3), three), 'The action failed (3 invocations); the run errored.'],
  ['none', verdictOfApply(applied(0, 0), three), 'The action was not invoked; the run errored.'],
  [
    'more than were planned',
    verdictOfInvocations(['successful', 'successful'], { planned: 1, applied: false }),
    '2 invocations succeeded, but only 1 was planned; the run errored.',
  ],
  [
    'an unknown number of planned ones, in an errored run',
    verdictOfApply(applied(2, 0), { planned: undefined, applied: false }),
    '2 invocations succeeded and none failed, but HCP Terraform did not say how many were planned; the run errored.',
  ],
  ['nothing that is told', UNKNOWN_VERDICT, 'The run errored, but HCP Terraform did not say how the action ended.'],
])('%s is told so', (_what, verdict, outcome) => {
  expect(verdict && told(verdict)).toBe(outcome);
});

test('an apply that does not say both tells no success, and one whose count is unreadable neither', () => {
  const terms = { planned: 3, applied: true };
  for (const apply of [undefined, applied(undefined, undefined), applied(3, undefined), applied(undefined, 0)]) {
    expect(verdictOfApply(apply, terms)).toBeUndefined();
  }
  expect(verdictOfApply({ ...applied(3, 0), actionFailures: 'unreadable' }, terms)).toBeUndefined();
  expect(verdictOfApply({ ...applied(3, 0), actionInvocations: 'unreadable' }, terms)).toBeUndefined();
  expect(verdictOfApply(applied(undefined, 2), terms)).toMatchObject({ ended: 'failed', failed: 2, untold: 1 });
  expect(verdictOfApply(applied(0, 2), terms)).toMatchObject({ ended: 'failed', succeeded: 0, failed: 2 });
});

test('an apply that HCP Terraform will never run invoked nothing', () => {
  const apply = { ...applied(undefined, undefined), status: 'unreachable' };
  expect(verdictOfApply(apply, three)).toMatchObject({ ended: 'not_invoked', notInvoked: 3 });
});

describe('several sources', () => {
  const terms = { planned: 1, applied: true };
  const listed = (...statuses: readonly InvocationStatus[]) => verdictOfInvocations(statuses, terms);
  const counted = (invoked: number, failed: number) => verdictOfApply(applied(invoked, failed), terms);

  test.each<[string, readonly (Verdict | undefined)[], Partial<Verdict>]>([
    ['nothing at all', [undefined, undefined], { ended: 'unknown', source: 'nothing' }],
    ['the first that tells all', [listed(undefined), counted(1, 0)], { ended: 'succeeded', source: 'apply_counts' }],
    ['that a source counts less is no sign', [listed('successful'), counted(0, 0)], { ended: 'succeeded' }],
    [
      'a failure that another source tells is a failure',
      [listed('successful'), counted(1, 1)],
      { ended: 'failed', source: 'apply_counts', contradicted: true },
    ],
    [
      'a failure that only the first tells too',
      [listed('failed'), counted(1, 0)],
      { ended: 'failed', source: 'invocations' },
    ],
    [
      'what ran is never told as not invoked',
      [listed('not_invoked'), counted(1, 0)],
      { ended: 'unknown', succeeded: 1, contradicted: true },
    ],
    ['none tells all: the first has the numbers', [listed(undefined), undefined], { ended: 'unknown', untold: 1 }],
    [
      'duplicates are more than were planned',
      [listed('successful', 'successful'), counted(1, 0)],
      { ended: 'unknown', succeeded: 2 },
    ],
  ])('%s', (_what, told, verdict) => {
    expect(decideVerdict(told)).toMatchObject(verdict);
    expect(decideVerdict(told).contradicted).toBe(verdict.contradicted);
  });

  test('one that does not tell of every invocation is asked again, unless something failed', () => {
    expect([listed(undefined), listed(), undefined].map(isComplete)).toEqual([false, false, false]);
    expect([listed('successful'), listed('failed', undefined), listed('not_invoked')].map(isComplete)).toEqual([
      true,
      true,
      true,
    ]);
  });
});
