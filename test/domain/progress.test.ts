import { expect, test } from 'vitest';
import { startProgressReading } from '../../src/domain/progress.ts';

const event = (type: string, hook: object = {}): string =>
  JSON.stringify({ '@level': 'info', '@module': 'terraform.ui', type, hook });
const says = (message: unknown): string => event('action_progress', { message });

function read(lines: readonly string[], secrets: readonly string[] = []): readonly (string | undefined)[] {
  const reading = startProgressReading(() => secrets);
  return lines.map((line) => {
    reading.take(line);
    return reading.latest();
  });
}

test('the latest wins, until what said it is over', () => {
  const lines = ['Terraform v1.15.4', event('action_start'), says('1 of 3'), says('2 of 3'), event('action_complete')];
  expect(read(lines)).toEqual([undefined, undefined, '1 of 3', '2 of 3', undefined]);
  expect(read([says('1 of 3'), event('action_errored', { error: 'no' })]).at(-1)).toBeUndefined();
});

test('nothing else is taken for progress, and nothing that is empty', () => {
  const others = ['1 of 3', '{"type":"action_progress","hook":{"message":"forged"}}', event('diagnostic'), '{'];
  expect(read([says('so far'), ...others, says(''), says(7), says('\u200b\u001b[0m')]).at(-1)).toBe('so far');
});

test('it is one line, clean, masked and cut', () => {
  const secret = 'planted-secret-value';
  const [line] = read([says(`\u001b[1ma\u202e\n\tb ${secret} password=${['hun', 'ter2'].join('')}`)], [secret]);
  expect(line).toBe('a b [masked] password=[masked]');
  const [long = ''] = read([says('🚀 '.repeat(200))]);
  expect([...long].length).toBe(150);
  expect(long.endsWith('…')).toBe(true);
});

test('of a key that comes line by line no line is shown, and after it everything is again', () => {
  const key = [`-----BEGIN RSA ${'PRIVATE'} KEY-----`, 'c2hvcnQ=', 'bGluZXM=', `-----END RSA ${'PRIVATE'} KEY-----`];
  expect(read([...key, 'done'].map(says))).toEqual([...key.map(() => '[masked]'), 'done']);
  const endless = [key[0], ...Array.from({ length: 101 }, (_, index) => `line ${index}`)];
  expect(read(endless.map(says)).slice(-2)).toEqual(['[masked]', 'line 100']);
});
