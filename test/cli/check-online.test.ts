import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FINDING_LEVELS } from '../../src/domain/online-finding.ts';
import { ACTIONS, AT_ADDRESS, CASES, checkAfter, FILE, group } from './online-cases.ts';
import { runCommand, startServices } from './run-command.ts';

test('a file that both services agree with is 0, and names who could approve each entry', async () => {
  const { code, said } = await checkAfter(() => {});
  expect(said).toContain('Who could approve now:\n  cleanup prod: ben, cem\n');
  expect(said).toContain('actions.yml: Slack and HCP Terraform were checked: 0 faults, 0 warnings.');
  expect(said).not.toContain('Warning');
  expect(code).toBe(0);
});
describe('each thing that the services can say against the file is found, alone, at its place', () => {
  test('there is a case for each of them', () => {
    expect(CASES.map(({ code }) => code).sort()).toEqual(Object.keys(FINDING_LEVELS).sort());
  });

  test.each(CASES)('$code', async ({ code, breakIt, says, options = [], also = [] }) => {
    const ended = await checkAfter(breakIt, options);
    const isFault = FINDING_LEVELS[code] === 'fault';
    expect(ended.said).toContain(isFault ? `\nactions.yml:` : 'Warning: actions.yml:');
    expect(ended.said).toContain(says);
    const all = [code, ...also];
    const faults = all.filter((one) => FINDING_LEVELS[one] === 'fault').length;
    const counts = [`${faults} fault${faults === 1 ? '' : 's'}`, all.length - faults] as const;
    expect(ended.said).toContain(`${counts[0]}, ${counts[1]} warning${counts[1] === 1 ? '' : 's'}.`);
    expect(ended.code).toBe(faults > 0 ? 1 : 0);
  });
});

test('the command ends with these codes', async () => {
  const services = await startServices();
  services.terraform.addWorkspace({ name: 'acme-prod', terraformVersion: '1.15.4', actions: ACTIONS });
  writeFileSync(join(services.folder, 'actions.yml'), FILE);
  const check = () => runCommand(services, ['check', '--online', 'actions.yml']);
  expect(await check()).toMatchObject({ code: 0, said: expect.stringContaining('0 faults, 0 warnings.') });
  services.slack.setUserGroup('S0SRE00001', { users: [] });
  expect(await check()).toMatchObject({ code: 1, said: expect.stringContaining('sre (S0SRE00001) is empty') });
  services.slack.down();
  expect(await check()).toMatchObject({ code: 2, said: expect.stringContaining('Slack could not be checked') });
}, 120_000);

describe('what could not be asked is said, and is 2', () => {
  test('Slack is away', async () => {
    const { code, said } = await checkAfter(({ slack }) => slack.down());
    expect(said).toContain("Slack could not be checked: Slack's user groups could not be listed.");
    expect(said).toContain('actions.yml: Slack could not be checked: 0 faults, 0 warnings.');
    expect(code).toBe(2);
  });

  test('HCP Terraform is away, and a fault that Slack tells is still one', async () => {
    const { code, said } = await checkAfter((services) => {
      services.terraform.down();
      group({ users: [] })(services);
    });
    expect(said).toMatch(/HCP Terraform could not be checked: 127\.0\.0\.1:\d+ gave no answer/);
    expect(said).toContain('people.devs: user group devs (S0DEVS0001) is empty.');
    expect(code).toBe(1);
  });

  test('a token is missing', async () => {
    const { terraform, folder } = await startServices();
    writeFileSync(join(folder, 'actions.yml'), FILE);
    const env = { TFE_TOKEN: 'tfe-plans', TFE_ADDRESS: terraform.url };
    const { code, said } = await runCommand({ folder, env }, ['check', '--online', 'actions.yml']);
    expect(said).toContain('SLACK_BOT_TOKEN: is missing; copy the bot token (xoxb-…) from OAuth & Permissions.');
    expect(code).toBe(2);
  });

  test('the file has a fault of its own, so nothing is asked', async () => {
    const { code, said } = await checkAfter(({ edit, slack, terraform }) => {
      edit('[devs, sre]', '[devs, sra]');
      slack.down();
      terraform.down();
    });
    expect(said).toContain('everywhere.requesters[1]: "sra" is not in people. Did you mean sre?');
    expect(said).toContain('Slack and HCP Terraform were not checked. Correct the file first.');
    expect(code).toBe(1);
  });
});

test('the same action in the root module is not the one in a module', async () => {
  const { code, said } = await checkAfter(({ terraform }) => {
    terraform.uploadConfiguration('acme-prod', [{ address: 'action.aws_lambda_invoke.cleanup' }]);
  });
  expect(said).toContain(
    `${AT_ADDRESS}: workspace acme-prod has no module.utils.action.aws_lambda_invoke.cleanup. Did you mean action.aws_lambda_invoke.cleanup?`,
  );
  expect(code).toBe(1);
});

test('a token that a service does not accept is a fault with its variable', async () => {
  const { code, said } = await checkAfter(({ slack, terraform }) => {
    slack.revokeToken('bot');
    terraform.revoke('tfe-applies');
  });
  expect(said).toContain('SLACK_BOT_TOKEN: Slack answers token_revoked to auth.test');
  expect(said).toMatch(/TFE_APPLY_TOKEN: http:\/\/127\.0\.0\.1:\d+ does not accept it \(401\)/);
  expect(code).toBe(1);
});

test('a large user group is looked at as far as Slack allows, and the rest is said', async () => {
  const crowd = Array.from({ length: 80 }, (_, index) => `U0CROWD${String(index).padStart(3, '0')}`);
  const { code, said } = await checkAfter(({ slack }) => {
    for (const id of crowd) slack.addPerson({ id, name: id.toLowerCase() });
    slack.setUserGroup('S0SRE00001', { users: crowd });
  });
  expect(said).toMatch(/cleanup prod: .*u0crowd000.*, 21 more who were not checked\n/);
  expect(code).toBe(0);
});

test('where Slack answers about nobody, every call that fails is part of one answer', async () => {
  const { code, said } = await checkAfter(({ slack }) => {
    slack.fault({ method: 'users.info', times: 100, kind: 'error', error: 'internal_error' });
    slack.fault({ method: 'conversations.info', times: 100, kind: 'error', error: 'internal_error' });
  });
  expect(said).toMatch(/Slack could not be checked: It did not answer about (?:person U|channel C)\w+\.\n/);
  expect(said).toContain('0 faults, 0 warnings.');
  expect(code).toBe(2);
});
