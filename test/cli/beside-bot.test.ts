import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { askBot } from '../../src/assemble/commands/ask-bot.ts';
import { runCommand, startServices } from './run-command.ts';
import { addRecords, beginExport, environmentOf, fillStore, startBot, startUnread } from './running-bot.ts';

test('export, verify and forget say the same beside a running bot as without it, also after it was killed', async () => {
  const services = await startServices();
  const dataDir = join(services.folder, 'data');
  await fillStore(dataDir, (store) => addRecords(store, 3));
  const env = environmentOf(services, dataDir);
  const before = new Date().toISOString();
  const tfAction = (...words: string[]) => runCommand({ folder: services.folder, env }, words);
  const ask = async () => ({
    export: await tfAction('audit', 'export', '--until', before),
    csv: await tfAction('audit', 'export', '--until', before, '--format', 'csv'),
    open: await tfAction('audit', 'forget', '--person', 'U0CEM00001'),
    nobody: await tfAction('audit', 'forget', '--person', 'U0NOBODY01'),
    wrongHead: await tfAction('audit', 'verify', '--head', `2:${'0'.repeat(64)}`),
  });
  const alone = await ask();
  expect(alone.open).toMatchObject({ code: 1, said: expect.stringMatching(/U0CEM00001 has requests that are open/) });
  expect(alone.export.said.trimEnd().split('\n')).toHaveLength(5);

  const bot = await startBot(services, dataDir);
  const socket = join(dataDir, 'commands.sock');
  expect(statSync(socket).mode & 0o777).toBe(0o600);
  expect(await ask()).toEqual(alone);
  const file = join(services.folder, 'record.jsonl');
  expect(await tfAction('audit', 'export', '--output', file)).toEqual({ code: 0, said: '' });
  expect(await tfAction('audit', 'verify', file)).toEqual(await tfAction('audit', 'verify'));
  const forgotten = await tfAction('audit', 'forget', '--person', 'U0ANA00001');
  expect(forgotten).toMatchObject({ code: 0, said: expect.stringMatching(/^Forgotten of U0ANA00001: 4 texts/) });
  const verified = await tfAction('audit', 'verify');
  expect(verified).toMatchObject({ code: 0, said: expect.stringMatching(/records are intact/) });

  bot.signal('SIGKILL');
  await bot.ended;
  expect(existsSync(socket)).toBe(true);
  expect(await tfAction('audit', 'verify')).toEqual(verified);
  const next = await startBot(services, dataDir);
  expect(await tfAction('audit', 'verify', file)).toMatchObject({ code: 0 });
  expect(await tfAction('audit', 'verify')).toMatchObject({ code: 0 });
  next.signal('SIGTERM');
  expect(await next.ended).toBe(0);
  expect(existsSync(socket)).toBe(false);
}, 240_000);

test('the reader of an export goes away, another reads slowly, the bot stops: nobody takes half for the whole', async () => {
  const services = await startServices();
  // Longer than a socket's path may be.
  const dataDir = join(services.folder, 'a'.repeat(60), 'b'.repeat(60));
  await fillStore(dataDir, (store) => addRecords(store, 3_000));
  const env = environmentOf(services, dataDir);
  const bot = await startBot(services, dataDir);
  const output = { write: async () => {}, send: async () => {} };
  const complaints: string[] = [];
  const complain = async (line: string): Promise<void> => void complaints.push(line);
  expect(await askBot(dataDir, { command: 'polish', options: {} }, { ...output, complain })).toBe(2);
  expect(complaints).toEqual([
    expect.stringMatching(/^The bot .* is version \d+\.\d+\.\d+, which does not know the command "polish"\. Start/),
  ]);

  const gone = await beginExport(dataDir);
  gone.destroy();
  await bot.writes(/a command of the command line ended before its answer was read/);

  const slow = startUnread(env, ['audit', 'export']);
  const toFile = join(services.folder, 'half.jsonl');
  await slow.begun;
  bot.signal('SIGTERM');
  expect(await bot.ended).toBe(0);
  expect(await slow.end()).toEqual({
    code: 2,
    complaints: 'The bot stopped before this was done, so the output is not complete. Run this again.\n',
  });
  const whole = await runCommand({ folder: services.folder, env }, ['audit', 'export', '--output', toFile]);
  expect(whole).toEqual({ code: 0, said: '' });
  expect(readFileSync(toFile, 'utf8').trimEnd().split('\n').length).toBeGreaterThanOrEqual(3_002);
}, 240_000);
