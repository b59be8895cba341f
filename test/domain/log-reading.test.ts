import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type LogFindings, readLog, startLineReading } from '../../src/domain/log-reading.ts';

const samples = join(process.env.CONTRACTS_DIR ?? join(import.meta.dirname, '../../../shared/contracts'), 'samples');

const event = (type: string, more: object = {}): string =>
  JSON.stringify({ '@level': 'info', '@message': type, '@module': 'terraform.ui', type, ...more });
const VERSION = event('version', { terraform: '1.15.4', ui: '1.3' });
const COMPLETE = event('action_complete', { hook: { invoke: {} } });
const errored = (error: string): string => event('action_errored', { hook: { error, invoke: {} } });
const diagnostic = (summary: string, detail = '', severity = 'error'): string =>
  event('diagnostic', { diagnostic: { severity, summary, detail } });
const summary = (invocations: number, operation = 'plan'): string =>
  event('change_summary', { changes: { add: 0, change: 0, remove: 0, action_invocation: invocations, operation } });

const read = (
  lines: readonly string[],
  { whole = true, failed = false }: { readonly whole?: boolean; readonly failed?: boolean } = {},
  secrets: readonly string[] = [],
): LogFindings => readLog({ lines, whole, failed }, secrets);

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

test('what went wrong is told once, also where a diagnostic quotes the error of the action', () => {
  const lines = [
    VERSION,
    diagnostic('Deprecated', 'not this', 'warning'),
    errored('job 4711 ended'),
    errored('job 4711 ended'),
    diagnostic('Job run failed', 'The job service reported:\n\njob 4711 ended'),
    diagnostic('Other'),
  ];
  expect(read(lines).excerpt).toBe(
    'Error: Job run failed\nThe job service reported:\n\njob 4711 ended\n\nError: Other',
  );
});

test('of a plain log it is what stands from Error: on, without the box around it', () => {
  const lines = [
    'Terraform v1.15.4',
    '\u001b[31m╷\u001b[0m',
    '\u001b[31m│\u001b[0m \u001b[1mError: \u001b[0mJob run failed',
    '│ ',
    '│   with action.job.run,',
    '╵',
  ];
  expect(read(lines).excerpt).toBe('Error: Job run failed\n\n  with action.job.run,');
});

test('errors in the box count before whatever an action prints, and of those the ones near the end', () => {
  const noise = Array.from({ length: 40 }, (_, index) => `step ${index}`);
  const early = ['Error: try 1 of 3, going on', ...noise];
  expect(read([...early, '╷', '│ Error: Job run failed', '│ ', '│ state FAILED', '╵', 'bye']).excerpt).toBe(
    'Error: Job run failed\n\nstate FAILED',
  );
  expect(read([...early, 'Error: the real one', 'with a reason', 'Error: and another']).excerpt).toBe(
    'Error: the real one\nwith a reason\n\nError: and another',
  );
  const warned = ['╷', '│ Warning: old', '│ ', '│ Error: no', '╵', '╷', '│ Error: one', '╵', '╷', '│ Error: two', '╵'];
  expect(read(warned).excerpt).toMatch(/Error: one\n\nError: two$/);
});

test('of last lines that are too many for the excerpt the last one is there, and it says that it was cut', () => {
  const lines = Array.from({ length: 10 }, (_, index) => `line ${index} ${'word '.repeat(60)}`);
  const { excerpt = '' } = read([...lines, 'the reason'], { failed: true });
  expect(excerpt).toMatch(/^… \(cut here\)\n.*\nthe reason$/s);
  expect([...excerpt].length).toBeLessThanOrEqual(1_500);
});

test('a log that is too long says so, and what follows a gap counts before what was ahead of it', () => {
  const reading = startLineReading();
  for (const line of ['Error: an old try', 'with words']) reading.take(line);
  reading.gap();
  for (const line of ['│ Error: Job run failed', '╵']) reading.take(line);
  const { excerpt } = reading.findings({ whole: false, leftOut: 'too_long', failed: true }, []);
  expect(excerpt).toMatch(/^Error: Job run failed\n\(The log is too long to be read whole/);
});

test('a key whose lines are lines of the log of their own is masked, also where it began earlier', () => {
  const half = ['QmVnaW5uaW5n'.repeat(5), 'aGFsZiBvZiBpdA'.repeat(5), 'Qmx1ZQ=='];
  const plain = [`-----BEGIN RSA ${'PRIVATE'} KEY-----`, ...half, `-----END RSA ${'PRIVATE'} KEY-----`, 'killed'];
  const event_ = (text: string): string => event('action_progress', { '@message': `action.x.y - ${text}` });
  for (const lines of [plain, plain.slice(2), plain.map(event_), plain.slice(2).map(event_)]) {
    const { excerpt } = read([VERSION, ...lines], { failed: true });
    expect(excerpt).toMatch(/\[masked\](\naction.x.y - |\n)killed$/);
    expect(excerpt).not.toMatch(/QmVn|aGFs|Qmx1/);
  }
});

test('where nothing says why, the last ten lines of what failed do; of what went well there is no excerpt', () => {
  const lines = Array.from({ length: 30 }, (_, index) => `line ${index}`);
  const { excerpt } = read(lines, { failed: true });
  expect(excerpt?.split('\n')).toEqual(lines.slice(-10));
  expect(read(lines).excerpt).toBeUndefined();
  expect(read([], { failed: true }).excerpt).toBeUndefined();
});

test('terminal codes, bidi marks and secrets are not in the excerpt, known ones and those that look like one', () => {
  const secret = 'planted-secret-value';
  const text = `\u001b[31mno\u001b[0m \u202e${secret}\u202c password=hunter2 Authorization: Bearer abcdefgh123`;
  const excerpts = [
    read([VERSION, errored(text)], {}, [secret]).excerpt,
    read([VERSION, diagnostic(text, text)], {}, [secret]).excerpt,
    read([`Error: ${text}`], {}, [secret]).excerpt,
    read([text], { failed: true }, [secret]).excerpt,
    read([VERSION, event('log', { '@message': text })], { failed: true }, [secret]).excerpt,
  ];
  for (const excerpt of excerpts) {
    expect(excerpt).toContain('no [masked] password=[masked]');
    expect(excerpt).not.toMatch(/planted|hunter2|abcdefgh|[^\P{Cc}\n\t]|\p{Cf}/u);
  }
});

test('at most 1,500 characters, cut only after masking', () => {
  const secret = 'planted-secret-value';
  for (const filler of ['🚀', 'a ', 'a']) {
    for (let before = 1_470; before <= 1_500; before += 1) {
      const text = `${filler.repeat(before).slice(0, before)} ${secret} ${filler.repeat(2_000)}`;
      const { excerpt = '' } = read([VERSION, errored(text)], {}, [secret]);
      expect([...excerpt].length).toBeLessThanOrEqual(1_500);
      expect(excerpt).not.toContain('planted');
      expect(excerpt.endsWith('\n… (cut here)')).toBe(true);
    }
  }
});

test('a giant line and 300,000 lines are read soon, and no half of a secret is left by what is kept', () => {
  const secret = 'planted-secret-value';
  const giant = `${'x '.repeat(32_760)}${secret}`;
  expect(read([VERSION, errored(giant)], {}, [secret]).excerpt).not.toContain('planted');
  function* many(): Iterable<string> {
    yield VERSION;
    for (let index = 0; index < 300_000; index += 1) yield index % 2 === 0 ? 'plain text' : errored(`error ${index}`);
  }
  const findings = readLog({ lines: many(), whole: true, failed: true });
  expect(findings.errored).toBe(150_000);
  expect(findings.excerpt?.startsWith('error 1\n\nerror 3')).toBe(true);
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
