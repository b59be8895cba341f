import { expect, test } from 'vitest';
import { readLog, startLineReading } from '../../src/domain/log-reading.ts';
import { diagnostic, errored, event, read, VERSION } from './log-lines.ts';

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
