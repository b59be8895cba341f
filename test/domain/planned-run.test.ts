import { describe, expect, test } from 'vitest';
import {
  compareRun,
  findDifference,
  findExcess,
  inOrderOfAdoption,
  RUN_ROWS,
  type RunRow,
  type SentAttribute,
} from '../../src/domain/planned-run.ts';
import type { Run, RunEcho } from '../../src/domain/run.ts';
import { anasRequest, echoOfAna, someRun } from '../store/requests.ts';

const TOKEN = 'a'.repeat(32);
const { asked } = anasRequest();
const request = anasRequest({
  runId: 'run-1',
  token: TOKEN,
  asked: {
    ...asked,
    entry: {
      ...asked.entry,
      parameters: {
        older_than_days: { variable: 'days', type: 'integer' },
        note: { variable: 'note', type: 'string', maxLength: 50 },
      },
    },
    parameters: { older_than_days: 30, note: `all \${of} it` },
  },
});

const VARIABLES = [
  { key: 'days', value: '30' },
  { key: 'note', value: `"all $\${of} it"` },
];
const message = `cleanup in prod | request ${TOKEN} of tf-action`;
const plan = { id: 'plan-1', status: 'finished', resourceChanges: 0, actionInvocations: 1 } as const;
const ours: Run = { ...someRun, message, echo: { ...echoOfAna, message, variables: VARIABLES }, plan };
const saying = (echo: Partial<RunEcho>): Run => ({ ...ours, echo: { ...ours.echo, ...echo } });

/** What each row of the table finds alone. Removing the row makes its case fail. */
const DIFFERING: Readonly<Record<RunRow, readonly [Run, ...Run[]]>> = {
  id: [{ ...ours, id: 'run-2' }],
  message: [
    { ...ours, message: 'cleanup in prod' },
    { ...ours, message: message.toUpperCase() },
  ],
  workspace: [saying({ workspace: 'ws-other' })],
  'configuration-version': [saying({ 'configuration-version': 'cv-2' })],
  'invoke-action-addrs': [
    saying({ 'invoke-action-addrs': ['action.aws_lambda_invoke.other'] }),
    saying({ 'invoke-action-addrs': [] }),
    saying({ 'invoke-action-addrs': [asked.entry.address, asked.entry.address] }),
  ],
  variables: [
    saying({ variables: [] }),
    saying({ variables: VARIABLES.slice(1) }),
    saying({ variables: [{ key: 'days', value: '31' }, ...VARIABLES.slice(1)] }),
    saying({ variables: [{ key: 'days', value: '30 ' }, ...VARIABLES.slice(1)] }),
    saying({ variables: [...VARIABLES, { key: 'force', value: 'true' }] }),
    saying({ variables: [...VARIABLES, ...VARIABLES] }),
    saying({ variables: [{ key: 'DAYS', value: '30' }, ...VARIABLES.slice(1)] }),
  ],
  'auto-apply': [saying({ 'auto-apply': true })],
  'plan-only': [saying({ 'plan-only': true })],
  'is-destroy': [saying({ 'is-destroy': true })],
  'save-plan': [saying({ 'save-plan': true })],
  'target-addrs': [saying({ 'target-addrs': ['aws_instance.a'] })],
  'replace-addrs': [saying({ 'replace-addrs': ['aws_instance.a'] })],
  'resource-changes': [
    { ...ours, plan: { ...plan, resourceChanges: 2 } },
    { ...ours, plan: { ...plan, resourceChanges: undefined } },
    { ...ours, plan: undefined },
  ],
};

const rowsOf = (run: Run, moment: 'created' | 'planned'): readonly RunRow[] =>
  compareRun(request, run, moment).map(({ row }) => row);

test('the run that was asked for differs in nothing, whatever the order of its variables', () => {
  for (const run of [ours, saying({ variables: [...VARIABLES].reverse() })]) {
    expect(rowsOf(run, 'created')).toEqual([]);
    expect(findDifference(request, run)).toBeUndefined();
  }
});

describe('each row of the table finds what no other does', () => {
  test.each(RUN_ROWS)('%s', (row) => {
    for (const run of DIFFERING[row]) {
      expect(rowsOf(run, 'planned')).toEqual([row]);
      expect(findDifference(request, run)).toEqual(expect.any(String));
      if (row !== 'id' && row !== 'resource-changes') expect(rowsOf(run, 'created')).toEqual([row]);
    }
  });
});

const ECHOED = Object.keys(ours.echo).filter((name) => name !== 'message') as Exclude<keyof RunEcho, 'message'>[];
/** Fields that were not sent have their defaults if HCP Terraform does not mention them. */
const BY_DEFAULT: readonly string[] = ['plan-only', 'is-destroy', 'save-plan', 'target-addrs', 'replace-addrs'];

test.each(ECHOED)(
  '%s that is left out: no difference yet as it is created; before it is confirmed what was sent has to be there',
  (name) => {
    const silent = saying({ [name]: undefined });
    expect(rowsOf(silent, 'created')).toEqual([]);
    expect(rowsOf(silent, 'planned')).toEqual(BY_DEFAULT.includes(name) ? [] : [name]);
  },
);

test.each(ECHOED.filter((name) => name !== 'workspace' && name !== 'configuration-version'))(
  '%s that cannot be read differs at once',
  (name) => {
    expect(rowsOf(saying({ [name]: 'unreadable' }), 'created')).toEqual([name]);
    expect(findDifference(request, saying({ [name]: 'unreadable' }))).toMatch(/in a way that the bot cannot read/);
  },
);

test('a run without variables that is not said to have any has none', () => {
  const plain = anasRequest({ runId: 'run-1', token: TOKEN });
  expect(findDifference(plain, saying({ variables: undefined }))).toBeUndefined();
  expect(findDifference(plain, ours)).toMatch(/other variables/);
});

test('where no configuration version was sent any will do', () => {
  const without = { ...request, asked: { ...request.asked, configurationVersionId: undefined } };
  expect(findDifference(without, saying({ 'configuration-version': 'cv-9' }))).toBeUndefined();
});

test('a run that is meant to be plan-only has to say so', () => {
  const expected = { runId: 'run-1', token: TOKEN, planOnly: true };
  expect(findDifference(request, saying({ 'plan-only': true }), expected)).toBeUndefined();
  for (const planOnly of [false, undefined])
    expect(findDifference(request, saying({ 'plan-only': planOnly }), expected)).toMatch(/not a plan-only run/);
});

test('of several runs the oldest that differs in nothing is adopted, and the oldest of all where each differs', () => {
  const other = saying({ variables: [] });
  const runs = [
    { ...other, id: 'run-1' },
    { ...ours, id: 'run-2' },
    { ...ours, id: 'run-3' },
  ];
  const order = (all: readonly Run[]) => inOrderOfAdoption(request, all).map(({ id }) => id);
  expect(order(runs)).toEqual(['run-2', 'run-3', 'run-1']);
  expect(order(runs.map((run) => ({ ...run, echo: other.echo })))).toEqual(['run-1', 'run-2', 'run-3']);
});

test.each([
  [0, /invokes nothing/],
  [1, undefined],
  [2, undefined],
  [3, /3 invocations, and the allowlist allows 2/],
])('%i invocations where two are allowed', (invocations, excess) => {
  const two = { ...request, asked: { ...request.asked, entry: { ...request.asked.entry, maxInvocations: 2 } } };
  const said = findExcess(two, invocations);
  if (excess === undefined) expect(said).toBeUndefined();
  else expect(said).toMatch(excess);
});

test('a field that is sent and that no row compares does not compile', () => {
  const body: Record<SentAttribute, unknown> = {
    ...{ message: '', 'auto-apply': false, 'plan-only': undefined, 'invoke-action-addrs': [], variables: [] },
    // @ts-expect-error `refresh` is no field that is sent, since no row compares it: that it does not compile is the test.
    refresh: false,
  };
  const rows: readonly string[] = RUN_ROWS;
  expect(Object.keys(body).filter((name) => !rows.includes(name))).toEqual(['refresh']);
});
