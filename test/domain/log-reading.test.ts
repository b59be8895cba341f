import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { startLineReading } from '../../src/domain/log-reading.ts';
import { COMPLETE, errored, event, read, summary, VERSION } from './log-lines.ts';

const samples = join(process.env.CONTRACTS_DIR ?? join(import.meta.dirname, '../../../shared/contracts'), 'samples');

test('a structured log counts how each invocation ended', () => {
  expect(read([VERSION, COMPLETE, COMPLETE, errored('exit code 3')])).toEqual({
    structured: true,
    started: 0,
    completed: 2,
    errored: 1,
    plannedInvocations: undefined,
    excerpt: 'exit code 3',
  });
});

test('a plain log gives no counts, whatever an action prints', () => {
  const plain = [
    'Terraform v1.15.4',
    'Action started: action.job.run',
    'Action complete: action.job.run',
    VERSION,
    COMPLETE,
    COMPLETE,
    'Apply complete! Resources: 0 added, 0 changed, 0 destroyed. Actions: 2 invoked.',
  ];
  expect(read(plain)).toMatchObject({ structured: false, completed: 0, errored: 0 });
  for (const word of ['started', 'complete', 'errored', 'failed']) {
    const lines = [`Action ${word}: action.job.run`, VERSION, COMPLETE];
    expect(read(lines), word).toMatchObject({ structured: false, completed: 0 });
  }
});

test('a log is structured by its lines, whether or not one of them says the version and whatever comes first', () => {
  expect(read(['Terraform v1.15.4', 'on linux_amd64', '', COMPLETE])).toMatchObject({ structured: true, completed: 1 });
  const events = [
    { '@level': 'info', type: 'action_start' },
    { '@level': 'info', type: 'action_complete' },
    { '@level': 'error', '@module': 'terraform.ui', type: 'action_errored' },
  ];
  const counted = { structured: true, started: 1, completed: 1, errored: 1 };
  expect(read(events.map((one) => JSON.stringify(one)))).toMatchObject(counted);
  for (const other of [{ type: 'action_complete' }, { '@level': 'info' }, { ...events[1], '@module': 'job.output' }]) {
    expect(read([JSON.stringify(other)])).toMatchObject({ structured: false, completed: 0 });
  }
});

test('a log whose first line of its own comes after a gap could be plain, so it counts nothing', () => {
  const reading = startLineReading();
  reading.take('Terraform v1.15.4');
  reading.gap();
  for (const line of [VERSION, COMPLETE, errored('no')]) reading.take(line);
  const findings = reading.findings({ whole: false, leftOut: 'too_long', failed: true }, []);
  expect(findings).toMatchObject({ structured: false, completed: 0, errored: 0, partial: true });
});

test('whatever plain lines come in whatever order, they never count', () => {
  const line = fc.oneof(
    fc.string(),
    fc.constantFrom('Action complete: x', 'Action errored: x', '{"type":"action_complete"}', '{', 'null'),
    fc.json(),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
      expect(read(lines)).toMatchObject({ completed: 0, errored: 0 });
    }),
  );
});

test('lines of init, broken lines and JSON of others change nothing', () => {
  const findings = read([
    'Initializing provider plugins...',
    VERSION,
    '{"broken',
    '[]',
    JSON.stringify({ type: 'action_errored', hook: { error: 'somebody else' } }),
    COMPLETE,
    '',
  ]);
  expect(findings).toEqual({
    structured: true,
    started: 0,
    completed: 1,
    errored: 0,
    plannedInvocations: undefined,
    excerpt: undefined,
  });
});

test('a log that is not whole tells of failures, never that all went well', () => {
  expect(read([VERSION, COMPLETE], { whole: false })).toMatchObject({ completed: 0, errored: 0 });
  expect(read([VERSION, COMPLETE, errored('no')], { whole: false })).toMatchObject({ completed: 1, errored: 1 });
});

test.each([
  ['the summary of a structured plan', [VERSION, summary(3)], 3],
  ['none', [VERSION, summary(0)], 0],
  ['the summary of an apply', [VERSION, summary(3, 'apply')], undefined],
  [
    'a plain plan with colours',
    ['\u001b[1mPlan:\u001b[0m 0 to add, 0 to change, 0 to destroy. Actions: 2 to invoke.'],
    2,
  ],
  ['the text in a structured log', [VERSION, 'Plan: 0 to add, 0 to change. Actions: 2 to invoke.'], 2],
  ['two numbers', ['Actions: 1 to invoke.', 'Actions: 7 to invoke.'], 7],
  ['no number', ['Actions: many to invoke.'], 'unreadable'],
  ['less than none', ['Actions: -1 to invoke.', 'Actions: 1 to invoke.'], 'unreadable'],
  ['a half', ['Actions: 1.5 to invoke.'], 'unreadable'],
  ['seven digits', ['Actions: 1 to invoke.', 'Actions: 1234567 to invoke.'], 1_234_567],
  ['a summary of less than none', [VERSION, summary(-1), 'Actions: 1 to invoke.'], 'unreadable'],
  ['a summary of a half', [VERSION, summary(1.5)], 'unreadable'],
  ['a summary of more than a number can hold', [VERSION, summary(1e300)], 'unreadable'],
  ['nothing', [], undefined],
] as const)('planned invocations by %s', (_, lines, invocations) => {
  expect(read(lines).plannedInvocations).toBe(invocations);
});

test('fields of another kind than documented are read as nothing, a count among them as no count', () => {
  const lines = [
    VERSION,
    event('action_errored', { hook: 'text' }),
    event('action_errored', { hook: { error: { a: 1 } } }),
    event('diagnostic', { diagnostic: [] }),
    event('change_summary', { changes: { operation: 'plan', action_invocation: '3' } }),
    event('toString'),
  ];
  expect(read(lines)).toEqual({
    structured: true,
    started: 0,
    completed: 0,
    errored: 2,
    plannedInvocations: 'unreadable',
    excerpt: undefined,
  });
});

if (existsSync(samples)) {
  const sample = (name: string): readonly string[] => readFileSync(join(samples, name), 'utf8').split('\n');

  test('the sample of a plan: one invocation', () => {
    expect(read(sample('log-action-plan.jsonl'))).toEqual({
      structured: true,
      started: 0,
      completed: 0,
      errored: 0,
      plannedInvocations: 1,
      excerpt: undefined,
    });
  });

  test('the sample of a success: one that completed, nothing to show', () => {
    expect(read(sample('log-action-success.jsonl'))).toMatchObject({ completed: 1, errored: 0, excerpt: undefined });
  });

  test('the sample of a failure: one that errored, and why', () => {
    expect(read(sample('log-action-errored.jsonl'), { failed: true })).toEqual({
      structured: true,
      started: 1,
      completed: 0,
      errored: 1,
      plannedInvocations: undefined,
      excerpt: 'Error: Job run failed\nThe job service reported:\n\njob 4711 ended with state FAILED (exit code 3)',
    });
  });
} else {
  process.stdout.write('log-reading: left out: the contracts folder is not here\n');
}
