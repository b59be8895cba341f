import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { askBot } from '../../src/assemble/commands/ask-bot.ts';
import { serveCommands } from '../../src/assemble/commands/serve-commands.ts';
import { type Checked, SLACK_SCOPES } from '../../src/domain/diagnosis.ts';
import { lockDirectory } from '../../src/store/directory-lock.ts';
import { startProcess } from '../bot-process.ts';
import { ACTIONS, FILE } from './online-cases.ts';
import { type Ended, runCommand, type Services, startServices } from './run-command.ts';
import { environmentOf, fillStore } from './running-bot.ts';

type Variables = Readonly<Record<string, string>>;

/** Everything is right in it. The bot may get other variables than the command. */
async function startSetup() {
  const services = await startServices({ scopes: SLACK_SCOPES });
  services.terraform.addWorkspace({ name: 'acme-prod', terraformVersion: '1.15.4', actions: ACTIONS });
  writeFileSync(join(services.folder, 'actions.yml'), FILE);
  const env: Variables = environmentOf(services, join(services.folder, 'data'));
  const startBot = async (more: Variables = {}) => {
    const bot = startProcess({ ...env, ...more }, { cwd: services.folder });
    await bot.writes(/"msg":"started"/);
    return bot;
  };
  return { ...services, env, startBot };
}

const doctor = ({ folder, env }: Pick<Services, 'folder' | 'env'>, ...words: string[]): Promise<Ended> =>
  runCommand({ folder, env }, ['doctor', ...words]);

/** Each check with the levels of its answers. */
const levelsIn = ({ said }: Ended): Readonly<Record<string, string>> => {
  const { checks } = JSON.parse(said) as { readonly checks: readonly Checked[] };
  return Object.fromEntries(checks.map(({ name, answers }) => [name, answers.map(({ level }) => level).join()]));
};

const SECRETS = ['xoxb-sandbox-bot', 'xapp-sandbox-app', 'tfe-plans', 'tfe-applies', 'a-key'];

test('the same checks and exit codes with and without the bot, which also looks at its database', async () => {
  const setup = await startSetup();
  const { slack, terraform } = setup;
  const ask = async () => ({ json: await doctor(setup, '--json'), text: await doctor(setup) });
  const alone = await ask();
  const calls = terraform.calls.length;
  slack.reinstall({ scopes: SLACK_SCOPES.slice(1) });
  const aloneBroken = await ask();
  slack.reinstall({ scopes: SLACK_SCOPES });
  expect([alone.json.code, aloneBroken.json.code]).toEqual([0, 1]);

  await setup.startBot();
  const before = terraform.calls.length;
  const beside = await ask();
  expect(terraform.calls.length - before).toBe(calls);
  slack.reinstall({ scopes: SLACK_SCOPES.slice(1) });
  const besideBroken = await ask();
  for (const [without, within] of [
    [alone, beside],
    [aloneBroken, besideBroken],
  ] as const) {
    expect(within.json.code, within.json.said).toBe(without.json.code);
    expect(within.text.code).toBe(without.text.code);
    expect(levelsIn(without.json)).toMatchObject({ database: 'skipped' });
    expect(levelsIn(within.json)).toEqual({ ...levelsIn(without.json), database: 'fine,fine' });
  }
  expect(beside.text.said).toContain('database: ok: the embedded database can be used.\n');
  expect(beside.text.said).toContain('database: ok: the tables are up to date.\n');
  expect(beside.text.said).toMatch(/\n0 errors, 0 warnings, 0 not known, 1 not checked\.\n$/);
  for (const { said } of [beside.json, beside.text, besideBroken.text])
    for (const secret of SECRETS) expect(said).not.toContain(secret);
}, 240_000);

test('the bot answers from its own variables and file, and pings itself on the port that it got', async () => {
  const setup = await startSetup();
  const bot = await setup.startBot({
    ...{ NODE_EXTRA_CA_CERTS: '/nowhere/ca.pem', TFE_NOTIFICATION_KEY: 'a-key', TFE_TOKEN: 'tfe-applies' },
  });
  const port = /"port":(\d+)/.exec(bot.output())?.[1];
  const elsewhere = { ...setup, env: { ...setup.env, LOG_LEVEL: 'loud', TF_ACTION_CONFIG: 'none.yml' } };
  const asked = await doctor(elsewhere);
  expect(asked.code).toBe(1);
  expect(asked.said).toContain('variables: ok: the variables are complete.');
  expect(asked.said).toContain('proxies: ERROR: NODE_EXTRA_CA_CERTS names /nowhere/ca.pem');
  expect(asked.said).toContain(`notifications: ok: the bot on port ${port} took a signed notification.`);
  expect(asked.said).toMatch(/allowlist: ok: .*actions\.yml has \d+ entries and no errors\./);
  for (const secret of SECRETS) expect(asked.said).not.toContain(secret);

  const named = await doctor(setup, '--file', 'actions.yml');
  expect(named.code).toBe(0);
  expect(named.said).toMatch(/database: not checked: .*data is held by a running bot \(process \d+ on .+\)/);
}, 120_000);

test('a second doctor waits for the first, and both end with 2 if the bot is stopped in the middle', async () => {
  const setup = await startSetup();
  const bot = await setup.startBot();
  const fault = setup.terraform.fault({ path: /account\/details/, hang: true, times: Number.POSITIVE_INFINITY });
  const first = doctor(setup);
  await setup.slack.until(() => fault.met > 0, { within: 20_000, what: 'the call of the first' });
  const asked = fault.met;
  let waits = (_line: string): void => {};
  const waiting = new Promise<string>((resolve) => {
    waits = resolve;
  });
  const output = { write: async () => {}, send: async () => {}, complain: async (line: string) => waits(line) };
  const second = askBot(join(setup.folder, 'data'), { command: 'doctor', options: { json: false } }, output);
  const stopped = 'The bot stopped before this was done, so the output is not complete. Run this again.';
  const secondEnded = expect(second).rejects.toThrow(stopped);
  expect(await waiting).toBe('Another doctor is running in the bot. This one starts when it ends.');
  expect(fault.met).toBe(asked);
  bot.signal('SIGTERM');
  expect(await bot.ended).toBe(0);
  expect(await first).toEqual({ code: 2, said: `${stopped}\n` });
  await secondEnded;
}, 120_000);

test('a bot that knows no doctor is named, and the checks are made without its database', async () => {
  const setup = await startSetup();
  const directory = join(setup.folder, 'data');
  await fillStore(directory, async () => {});
  const lock = await lockDirectory(directory, () => new Date());
  onTestFinished(lock.release);
  const log = pino({ level: 'silent' });
  const server = await serveCommands({ directory, commands: {}, version: '0.0.9', log });
  onTestFinished(() => server.close(0));
  const asked = await doctor(setup);
  expect(asked.code, asked.said).toBe(0);
  expect(asked.said).toMatch(/is version 0\.0\.9, which does not know the command "doctor"\./);
  expect(asked.said).toContain('The checks are made from here instead, with the variables of this shell.\n');
  expect(asked.said).toMatch(/database: not checked: .* is held by a running bot/);
}, 120_000);
