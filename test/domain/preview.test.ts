import { expect, test } from 'vitest';
import { describePlan } from '../../src/domain/describe-plan.ts';
import { nextStep } from '../../src/domain/next-step.ts';
import { findDifference, findExcess } from '../../src/domain/planned-run.ts';
import { awaitsPreview, type Preview } from '../../src/domain/preview.ts';
import type { ActionRequest } from '../../src/domain/request.ts';
import type { Run } from '../../src/domain/run.ts';
import { writeRunMessage } from '../../src/domain/run-message.ts';
import { expectedPreview } from '../../src/flows/previewing/move-preview.ts';
import { anasRequest, echoOfAna, someRun } from '../store/requests.ts';

const TOKEN = 'b'.repeat(32);
const passed: Preview = { stage: 'passed', token: TOKEN, runId: 'run-preview' };
const { asked } = anasRequest();

const asking = (entry: Partial<ActionRequest['asked']['entry']>, given: Partial<ActionRequest> = {}): ActionRequest =>
  anasRequest({ asked: { ...asked, entry: { ...asked.entry, ...entry } }, ...given });

const previewRun = (given: Partial<Run> = {}): Run => ({
  ...someRun,
  id: 'run-preview',
  message: `cleanup in prod | preview: invokes nothing | request ${TOKEN} of tf-action`,
  planOnly: true,
  echo: { ...echoOfAna, 'plan-only': true },
  status: 'planned_and_finished',
  plan: { id: 'plan-1', status: 'finished', resourceChanges: 0, actionInvocations: undefined },
  ...given,
});

test('nobody can approve before the preview has passed, whatever else became of it', () => {
  expect(awaitsPreview(asking({ preview: false }))).toBe(false);
  expect(awaitsPreview(asking({ preview: true }))).toBe(true);
  for (const stage of ['due', 'creating', 'planning', 'failed'] as const) {
    expect(awaitsPreview(asking({ preview: true }, { preview: { stage } })), stage).toBe(true);
  }
  expect(awaitsPreview(asking({ preview: true }, { preview: passed }))).toBe(false);
});

test.each<[string, Partial<Run>, number | undefined, RegExp | undefined]>([
  ['as allowed', {}, 1, undefined],
  ['a number that nobody knows', {}, undefined, undefined],
  ['nothing invoked', {}, 0, /invokes nothing/],
  ['more than allowed', {}, 2, /2 invocations, and the allowlist allows 1/],
  ['one resource changed', { plan: { ...planOf(), resourceChanges: 1 } }, 1, /1 resource changes/],
  ['changes that are not told', { plan: { ...planOf(), resourceChanges: undefined } }, 1, /does not say how many/],
  ['a run that could be applied', { echo: echoOfAna }, 1, /not a plan-only run/],
  ['the run of somebody else', { message: 'by hand' }, 1, /does not carry this request's token/],
  ['another run', { id: 'run-2' }, 1, /not the run of this request/],
  [
    'another configuration version',
    { echo: { ...echoOfAna, 'plan-only': true, 'configuration-version': 'cv-2' } },
    1,
    /another configuration version/,
  ],
])('a preview with %s', (_what, given, invocations, fault) => {
  const request = asking({ preview: true }, { preview: passed });
  const excess = invocations === undefined ? undefined : findExcess(request, invocations);
  const found = findDifference(request, previewRun(given), expectedPreview(request)) ?? excess;
  if (fault === undefined) expect(found).toBeUndefined();
  else expect(found).toMatch(fault);
});

function planOf(): NonNullable<Run['plan']> {
  return { id: 'plan-1', status: 'finished', resourceChanges: 0, actionInvocations: undefined };
}

test('a plan-only run is never the run that was approved, and the run of a rehearsal is never another', () => {
  const known = { runId: 'run-preview', token: TOKEN };
  expect(findDifference(asking({}, known), previewRun())).toBe('it is a plan-only run');
  expect(findDifference(asking({ apply: 'rehearse' }, known), previewRun())).toBeUndefined();
  expect(findDifference(asking({ apply: 'rehearse' }, known), previewRun({ echo: echoOfAna }))).toMatch(
    /not a plan-only/,
  );
});

test('a rehearsal that was planned ends with its plan; one that is to be ended ends so; a pending one waits for nothing', () => {
  const rehearsal = asking({ apply: 'rehearse' }, { state: 'running' });
  expect(nextStep(rehearsal, previewRun())).toBe('settle_rehearsal');
  expect(nextStep(asking({}), previewRun())).toBe('settle_without_verdict');
  const ending = { state: 'withdrawn', because: '@U0ANA00001 withdrew it' } as const;
  expect(nextStep({ ...rehearsal, ending }, previewRun())).toBe('settle_without_verdict');
  expect(nextStep(rehearsal, previewRun({ status: 'policy_soft_failed' }))).toBe('settle_without_verdict');
  expect(nextStep(rehearsal, previewRun({ status: 'pending' }))).toBe('wait');
  expect(nextStep(asking({}), previewRun({ status: 'pending', planOnly: false }))).toBe('explain_block');
});

test('the message of a plan-only run says what it is for', () => {
  const names = new Map([['U0ANA00001', 'Ana']]);
  expect(writeRunMessage(anasRequest(), TOKEN, names, 'preview')).toBe(
    `cleanup in prod, asked by Ana (U0ANA00001) | preview: invokes nothing | request ${TOKEN} of tf-action`,
  );
  expect(writeRunMessage(anasRequest(), TOKEN, names)).not.toMatch(/invokes nothing/);
});

test('a number that nobody knows is not invented', () => {
  expect(describePlan(1)).toBe('invokes 1 action, changes 0 resources');
  expect(describePlan(3)).toBe('invokes 3 actions, changes 0 resources');
  expect(describePlan(undefined)).toMatch(/does not say how many/);
});
