import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { type CheckOnlineOptions, runCheckOnline } from '../../src/cli/check-online.ts';
import { type InitOptions, runInit } from '../../src/cli/init.ts';
import { systemClock } from '../../src/main.ts';
import { makeFolder, startProcess } from '../bot-process.ts';
import { compiled } from '../compiled.ts';
import { runCommand, type Services, startServices } from './run-command.ts';

const CLEANUP = 'module.utils.action.aws_lambda_invoke.cleanup';
const ACTIONS = [{ address: CLEANUP }, { address: 'action.aws_lambda_invoke.failover' }];

interface Written {
  readonly code: number;
  readonly told: string;
  readonly text: string;
}

/** Runs init as somebody who types these lines; nothing is asked where there are none. */
async function init(
  { folder, env }: Services,
  { typed, ...options }: Partial<InitOptions> & { readonly typed?: readonly string[] } = {},
): Promise<Written> {
  const [told, printed]: string[][] = [[], []];
  const input = new PassThrough();
  input.end((typed ?? []).map((line) => `${line}\n`).join(''));
  const file = join(folder, 'mine', 'actions.yml');
  const code = await runInit({
    ...{ file, env, input, clock: systemClock, yes: typed === undefined, dryRun: false, workspaces: [], channels: [] },
    ...{ write: (line) => void printed?.push(line), tell: (text) => void told?.push(text) },
    ...options,
  });
  const text =
    options.dryRun === true ? `${printed?.join('\n')}\n` : existsSync(file) ? readFileSync(file, 'utf8') : '';
  return { code, told: (told ?? []).join(''), text };
}

async function check({ folder, env }: Services, text: string, more: Partial<CheckOnlineOptions> = {}) {
  const file = join(folder, 'checked.yml');
  writeFileSync(file, text);
  const lines: string[] = [];
  const write = (line: string): void => void lines.push(line.replaceAll(file, 'checked.yml'));
  const code = await runCheckOnline({ file, env, clock: systemClock, write, ...more });
  return { code, lines };
}

/** As the file's own comments say to do it. */
const nameRequesters = (text: string): string =>
  text.replace('# requesters: [devs]', 'requesters: [devs]').replace('# approval:', 'approval:');

test('it writes what both services have, in which nobody may request until somebody is named', async () => {
  const services = await startServices();
  services.terraform.addWorkspace({ name: 'acme-prod', actions: ACTIONS });
  services.terraform.addWorkspace({ name: 'acme-staging', actions: ACTIONS.slice(0, 1) });
  services.terraform.addWorkspace({ name: 'acme-network' });
  const { code, told, text } = await init(services);
  expect(code).toBe(0);
  expect(told).toContain('mine/actions.yml is written: 2 workspaces, 3 actions, 2 user groups, 1 channel.');
  expect(told).toContain('Nobody can request anything yet.');
  const plain = text.split('\n').filter((line) => !/^\s*#/.test(line));
  expect(
    plain
      .map((line) => line.replace(/ # .*$/, ''))
      .join('\n')
      .replaceAll(/\n{2,}/g, '\n'),
  ).toBe(`version: 1
people:
  devs: S0DEVS0001
  sre: S0SRE00001
channels:
  prod-ops: C0PRODOPS1
everywhere:
  organization: acme
environments:
  prod:
    workspace: acme-prod
  staging:
    workspace: acme-staging
actions:
  cleanup:
    address: ${CLEANUP}
    environments: [prod, staging]
  failover:
    address: action.aws_lambda_invoke.failover
    environments: [prod]
`);
  expect(await check(services, text)).toEqual({
    code: 1,
    lines: [
      expect.stringMatching(
        /^checked\.yml:\d+:3 actions\.cleanup: has no requesters in prod, staging, which means nobody\. Write requesters: here, in the environment or in everywhere\.$/,
      ),
      expect.stringMatching(/^checked\.yml:\d+:3 actions\.failover: has no requesters in prod/),
      'checked.yml: 2 faults.',
      'Slack and HCP Terraform were not checked. Correct the file first.',
    ],
  });
  const { code: named, lines } = await check(services, nameRequesters(text));
  expect(lines.at(-1)).toBe('checked.yml: Slack and HCP Terraform were checked: 0 faults, 0 warnings.');
  expect(named).toBe(0);
});

test('every page of actions is read, and names that two of them would share are told apart', async () => {
  const services = await startServices();
  const many = Array.from({ length: 130 }, (_, index) => ({ address: `action.aws_lambda_invoke.job_${index}` }));
  const same = [
    { address: 'action.aws_lambda_invoke.help' },
    { address: 'module.eu["a #1"].action.aws_lambda_invoke.Help' },
  ];
  services.terraform.addWorkspace({ name: 'prod', actions: [...many, ...same] });
  const { text } = await init(services);
  expect(text.match(/^ {4}address: /gm)).toHaveLength(132);
  expect(text).toContain('  root-help:\n');
  expect(text).toContain('  eu-help:\n');
  expect(text).toContain(String.raw`    address: "module.eu[\"a #1\"].action.aws_lambda_invoke.Help"`);
  expect((await check(services, nameRequesters(text))).code).toBe(0);
});

test('keys of instances are proposed in a comment, and never part of an address by themselves', async () => {
  const services = await startServices();
  services.terraform.addWorkspace({
    name: 'acme-prod',
    actions: [
      { address: CLEANUP, instances: ['eu', 'us'] },
      { address: 'action.a_b.twice', instances: 2 },
    ],
  });
  const { text } = await init(services);
  expect(text).toContain(
    '# HCP Terraform lists 2 instances ("eu", "us"), which can be out of date. Compare them with the configuration.',
  );
  expect(text).toContain(String.raw`    # address: "${CLEANUP}[\"eu\"]" # only this instance`);
  expect(text).toContain('    # address: "action.a_b.twice[0]" # only this instance');
  expect(text).toContain(`    address: ${CLEANUP}\n`);
  const uncommented = nameRequesters(text).replaceAll('# max_invocations', 'max_invocations');
  expect((await check(services, uncommented)).code).toBe(0);
});

test('without the actions API it explains why, and writes an example with the workspaces', async () => {
  const services = await startServices({ isPaid: false });
  services.slack.updateChannel('C0PRODOPS1', { botIsMember: false });
  services.terraform.addWorkspace({
    ...{ name: 'acme-prod', actions: ACTIONS, actionsApi: 'off', terraformVersion: '1.13.1', structured: false },
  });
  const { code, text } = await init(services);
  expect(code).toBe(0);
  expect(text).toContain('    # HCP Terraform does not show the actions of this workspace (404).');
  expect(text).toContain(
    '    # Cannot run actions yet: workspace acme-prod uses Terraform 1.13.1, which has no actions.',
  );
  expect(text).toContain("    # Structured run output is off. Turn it on in the workspace's settings.");
  expect(text).toContain('# HCP Terraform shows no action of these workspaces');
  expect(text).toContain('  example:\n    address: action.aws_lambda_invoke.example\n    environments: [prod]');
  expect(text).toContain("# people: # this Slack team's plan has no user groups, so list people");
  expect(text).toContain('# channels: # the bot is in no channel: type /invite @tf-action where people will ask');
  const { lines } = await check(services, text);
  expect(lines.slice(1)).toEqual(['checked.yml: 1 fault.', expect.any(String)]);
  expect(lines[0]).toContain('actions.example: has no requesters in prod, which means nobody.');
});

test('it asks for what no option says, and takes a single organization without asking', async () => {
  const services = await startServices();
  for (const name of ['acme-prod', 'acme-staging']) services.terraform.addWorkspace({ name, actions: ACTIONS });
  services.slack.addChannel({ id: 'C0SHARED01', name: 'shared', isExtShared: true });
  const { code, told, text } = await init(services, { typed: ['acme-staging', '#prod-ops'] });
  expect(told).toContain('Workspaces in acme: acme-prod, acme-staging\n');
  expect(told).toContain('Channels that the bot is in: #prod-ops\n');
  expect(text).toContain('  staging:\n    workspace: acme-staging\n');
  expect(text).not.toContain('acme-prod');
  expect(text).not.toContain('C0SHARED01');
  expect(text).toContain('\n  channels: [prod-ops] # where it may be asked for');
  expect(code).toBe(0);
});

describe('what it cannot do is 2, with the way out, and writes nothing', () => {
  const refused: readonly (readonly [string, Parameters<typeof init>[1], string])[] = [
    ['no answer', { typed: [] }, 'Name them with --workspace <name…>, or add --yes for all.'],
    ['a workspace that is not there', { workspaces: ['acme-prd'] }, 'Did you mean acme-prod?'],
    [
      'a channel that the bot is not in',
      { channels: ['prod-op'] },
      'The bot is not in #prod-op. Did you mean prod-ops?',
    ],
    [
      'a channel shared with outsiders',
      { channels: ['shared'] },
      '#shared is shared with people outside this Slack team',
    ],
    [
      'an organization that is not there',
      { organization: 'acne' },
      'There is no organization acne, or TFE_TOKEN does not see it.',
    ],
    ['no tokens', { env: {} }, 'SLACK_BOT_TOKEN: is missing'],
  ];
  test.each(refused)('%s', async (_, options, says) => {
    const services = await startServices();
    services.terraform.addWorkspace({ name: 'acme-prod', actions: ACTIONS });
    services.slack.addChannel({ id: 'C0SHARED01', name: 'shared', isExtShared: true });
    const { code, told, text } = await init(services, options);
    expect(told).toContain(says);
    expect([code, text]).toEqual([2, '']);
  });

  test('several organizations, of which none is named', async () => {
    const services = await startServices();
    services.terraform.issue({ token: 'tfe-plans', identity: 'planner', organizations: ['acme', 'other'] });
    const { code, told } = await init(services);
    expect(told).toContain('TFE_TOKEN sees several organizations (acme, other). Name one with --organization <name>.');
    expect(code).toBe(2);
  });

  test('a service that is away', async () => {
    const services = await startServices();
    services.terraform.addWorkspace({ name: 'acme-prod', actions: ACTIONS });
    services.slack.down();
    expect(await init(services)).toMatchObject({
      code: 2,
      told: expect.stringContaining('Slack could not be read: '),
    });
  });

  test('a token that is not accepted', async () => {
    const services = await startServices();
    services.terraform.revoke('tfe-plans');
    expect(await init(services)).toMatchObject({ code: 2, told: expect.stringMatching(/TFE_TOKEN: .* \(401\)/) });
  });

  test('a file that is there already, which only --dry-run may pass', async () => {
    const services = await startServices();
    services.terraform.addWorkspace({ name: 'acme-prod', actions: ACTIONS });
    mkdirSync(join(services.folder, 'mine'));
    writeFileSync(join(services.folder, 'mine', 'actions.yml'), 'mine: true\n');
    const { code, told, text } = await init(services);
    expect(told).toContain(
      'actions.yml already exists, and init overwrites nothing. Name another file with --file <file>',
    );
    expect([code, text]).toEqual([2, 'mine: true\n']);
    const printed = await init(services, { dryRun: true });
    expect(printed.text).toContain('\nversion: 1\n');
    expect(printed.code).toBe(0);
  });
});

test('the command takes the options, prints the file alone with --dry-run, and writes where it is told', async () => {
  const services = await startServices();
  services.terraform.addWorkspace({ name: 'acme-prod', actions: ACTIONS });
  const words = ['init', '--organization', 'acme', '--workspace', 'acme-prod', '--channel', 'prod-ops'];
  const printed = await runCommand(services, [...words, '--dry-run', '--yes']);
  expect(printed.said).toMatch(/^# Written by tf-action init on/);
  expect(printed.code).toBe(0);
  const written = await runCommand(services, [...words, '--file', 'a/b.yml', '--yes']);
  expect(written).toMatchObject({ code: 0, said: expect.stringContaining('a/b.yml is written') });
  expect(`${readFileSync(join(services.folder, 'a/b.yml'), 'utf8')}`).toBe(printed.said);
  const again = await runCommand(services, ['init', '--file', 'a/b.yml'], 'acme-prod\n\n');
  expect(again).toMatchObject({ code: 2, said: expect.stringContaining('already exists') });
}, 120_000);

test('what `sandbox --keep` prints is enough for init and check --online', async () => {
  const sandbox = startProcess(
    {},
    { command: [process.execPath, compiled('src/cli/tf-action.ts'), 'sandbox', '--keep'] },
  );
  await sandbox.writes(/^Ready: http/m);
  const env = Object.fromEntries(
    [...sandbox.output().matchAll(/^export (\w+)=(\S+)$/gm)].map(([, name = '', value = '']) => [name, value]),
  );
  const { folder } = makeFolder('');
  const here = { folder, env };
  expect(await runCommand(here, ['init', '--yes'])).toMatchObject({ code: 0 });
  const file = env.TF_ACTION_CONFIG ?? '';
  writeFileSync(file, nameRequesters(readFileSync(file, 'utf8')));
  const checked = await runCommand(here, ['check', '--online']);
  expect(checked.said).toContain('cleanup prod: ben, cem, eva\n');
  expect(checked.said).toContain('0 faults, 0 warnings.');
  expect(checked.code).toBe(0);
  sandbox.signal('SIGTERM');
  expect(await sandbox.ended).toBe(0);
  expect(existsSync(file)).toBe(false);
}, 120_000);
