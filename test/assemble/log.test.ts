import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { openLog } from '../../src/assemble/log.ts';
import { openReadableLog } from '../../src/assemble/readable-log.ts';

const TOKEN = 'xoxb-of-the-bot';
const KEY = 'key-of-the-notifications';

function startLog() {
  const lines: string[] = [];
  const log = openLog('info', () => [TOKEN, KEY, 'abc'], { write: (line) => void lines.push(line) });
  return { log, written: () => lines.join('') };
}

test('a secret goes each time it occurs in a line, and so does each other one', () => {
  const { log, written } = startLog();
  log.info({ header: `Bearer ${TOKEN}`, tried: [TOKEN, KEY], nested: { again: `${KEY}${KEY}` } }, `sent ${TOKEN}`);
  expect(written()).not.toMatch(/of-the-bot|of-the-notifications/);
  expect(written().split('[secret]')).toHaveLength(7);
});

test('a secret in an error, its stack and its causes goes, and what hangs on the error is not written', () => {
  const { log, written } = startLog();
  const cause = new Error(`refused ${TOKEN} and ${TOKEN}`);
  log.error({ err: Object.assign(new Error(`with ${KEY}`, { cause }), { config: { headers: 'all of them' } }) }, 'no');
  expect(written()).toMatch(/refused \[secret\] and \[secret\]/);
  expect(written()).not.toMatch(/of-the-bot|of-the-notifications|all of them/);
});

test('what is too short to be a secret tears no holes', () => {
  const { log, written } = startLog();
  log.info('abc');
  expect(written()).toContain('"msg":"abc"');
});

test('somebody at a terminal reads lines, without secrets; everything else gets JSON', async () => {
  const shown: string[] = [];
  const terminal = await openReadableLog({
    isTTY: true,
    write: (line: string | Uint8Array) => shown.push(`${line}`) > 0,
  });
  openLog('info', () => [TOKEN], terminal).info({ request: '4f2c', said: TOKEN }, 'request running -> succeeded');
  const [line = ''] = shown.map(stripVTControlCharacters);
  expect(line).toMatch(
    /^\[\d\d:\d\d:\d\d\] INFO: request running -> succeeded \{"request":"4f2c","said":"\[secret\]"\}\n$/,
  );
  expect(await openReadableLog({ isTTY: false, write: () => true })).toBeUndefined();
});
