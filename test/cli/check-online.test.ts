import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCheckOnline } from '../../src/cli/check-online.ts';
import { FINDING_LEVELS, type FindingCode } from '../../src/domain/online-finding.ts';
import { systemClock } from '../../src/main.ts';
import { PEOPLE } from '../conversation.ts';
import { type Ended, runCommand, type Services, startServices } from './run-command.ts';

const FILE = `version: 1
people:
  devs: S0DEVS0001
  sre: S0SRE00001
  cem: U0CEM00001
channels:
  prod-ops: C0PRODOPS1
everywhere:
  organization: acme
  requesters: [devs, sre]
environments:
  prod:
    workspace: acme-prod
    channels: [prod-ops]
    approval:
      required: [{ from: sre }]
    break_glass: [cem]
actions:
  cleanup:
    address: module.utils.action.aws_lambda_invoke.cleanup
    environments: [prod]
`;

const ACTIONS = [
  { address: 'module.utils.action.aws_lambda_invoke.cleanup' },
  { address: 'action.aws_lambda_invoke.failover' },
];

/** What a case may break. */
interface Broken extends Services {
  /** Changes the file. */
  readonly edit: (from: string, to: string) => void;
}

/** Checks a file in which everything is right but what `breakIt` breaks. */
async function checkAfter(
  breakIt: (services: Broken) => void | Promise<void>,
  options: Parameters<typeof startServices> = [],
): Promise<Ended> {
  const services = await startServices(...options);
  services.terraform.addWorkspace({ name: 'acme-prod', terraformVersion: '1.15.4', actions: ACTIONS });
  let text = FILE;
  const edit: Broken['edit'] = (from, to) => {
    expect(text).toContain(from);
    text = text.replace(from, to);
  };
  await breakIt({ ...services, edit });
  const file = join(services.folder, 'actions.yml');
  writeFileSync(file, text);
  const lines: string[] = [];
  const write = (line: string): void => void lines.push(line.replaceAll(`${services.folder}/`, ''));
  const code = await runCheckOnline({ file, env: services.env, clock: systemClock, write });
  return { code, said: `${lines.join('\n')}\n` };
}

test('a file that both services agree with is 0, and names who could approve each entry', async () => {
  const { code, said } = await checkAfter(() => {});
  expect(said).toContain('Who could approve now:\n  cleanup prod: ben, cem\n');
  expect(said).toContain('actions.yml: Slack and HCP Terraform were asked: 0 faults, 0 warnings.');
  expect(said).not.toContain('Warning');
  expect(code).toBe(0);
});

const AT_WORKSPACE = '13:16 environments.prod.workspace';
const AT_ADDRESS = '20:14 actions.cleanup.address';
const change =
  (settings: Parameters<Services['terraform']['changeWorkspace']>[1]) =>
  ({ terraform }: Services): void =>
    terraform.changeWorkspace('acme-prod', settings);
const group =
  (settings: Parameters<Services['slack']['setUserGroup']>[1]) =>
  ({ slack }: Services): void =>
    void slack.setUserGroup('S0DEVS0001', settings);
const channel =
  (settings: Parameters<Services['slack']['updateChannel']>[1]) =>
  ({ slack }: Services): void =>
    void slack.updateChannel('C0PRODOPS1', settings);
/** Gives one of the two tokens other rights. */
const rights =
  (token: 'tfe-plans' | 'tfe-applies', right: 'read' | 'plan' | 'write' | 'admin') =>
  ({ terraform }: Services): void =>
    terraform.issue({ token, identity: token, rights: right });

interface Case {
  readonly code: FindingCode;
  readonly breakIt: (services: Broken) => void;
  readonly says: string;
  readonly options?: Parameters<typeof startServices>;
  /** What else follows from it. */
  readonly also?: readonly FindingCode[];
}

const CASES: readonly Case[] = [
  {
    code: 'workspace_not_found',
    breakIt: ({ edit }) => edit('acme-prod', 'acme-prd'),
    says: `${AT_WORKSPACE}: organization acme has no workspace acme-prd, or the token does not see it. Did you mean acme-prod? Correct the name, or give the team access to it.`,
  },
  {
    code: 'another_workspace',
    breakIt: ({ edit, terraform }) => {
      terraform.issue({ token: 'tfe-plans', identity: 'planner', rights: 'plan', organizations: ['acme', 'other'] });
      edit('acme-prod', terraform.addWorkspace({ name: 'theirs', organization: 'other', actions: ACTIONS }));
    },
    says: 'HCP Terraform answers other/theirs for ws-',
  },
  {
    code: 'local_execution',
    breakIt: change({ executionMode: 'local' }),
    says: `${AT_WORKSPACE}: workspace acme-prod uses local execution, so HCP Terraform runs nothing in it. Change its execution mode to remote or agent.`,
  },
  {
    code: 'no_configuration',
    breakIt: ({ terraform, edit }) => {
      terraform.addWorkspace({ name: 'empty', configuration: false });
      edit('acme-prod', 'empty');
    },
    says: `${AT_WORKSPACE}: workspace empty has no configuration version yet. Upload or merge a configuration first.`,
    also: ['no_actions_listed'],
  },
  {
    code: 'terraform_too_old',
    breakIt: change({ terraformVersion: '1.13.5' }),
    says: `${AT_WORKSPACE}: workspace acme-prod uses Terraform 1.13.5, which has no actions. Set its Terraform version to 1.14 or later.`,
  },
  {
    code: 'terraform_with_module_fault',
    breakIt: change({ terraformVersion: '1.14.3' }),
    says: `${AT_WORKSPACE}: workspace acme-prod uses Terraform 1.14.3, which fails plans if a module with an action has no instances. Set its Terraform version to 1.14.4 or later.`,
  },
  {
    code: 'cannot_queue_run',
    breakIt: rights('tfe-plans', 'read'),
    says: `${AT_WORKSPACE}: the bot's token may not start runs in workspace acme-prod. Give the team of TFE_TOKEN at least the Plan role on the workspace.`,
  },
  {
    code: 'cannot_confirm',
    breakIt: rights('tfe-applies', 'plan'),
    says: `${AT_WORKSPACE}: the bot's token may not apply runs in workspace acme-prod, and the allowlist has them applied automatically. Give the team of TFE_APPLY_TOKEN`,
  },
  {
    code: 'cannot_confirm_by_hand',
    breakIt: (services) => {
      rights('tfe-applies', 'plan')(services);
      services.edit('    break_glass', '    apply: by_hand\n    break_glass');
    },
    says: 'so Confirm and apply does not work in Slack.',
  },
  {
    code: 'token_may_apply',
    breakIt: rights('tfe-plans', 'write'),
    says: `${AT_WORKSPACE}: TFE_TOKEN may apply runs in workspace acme-prod, which it does not need beside TFE_APPLY_TOKEN. Give its team the Plan role.`,
  },
  {
    code: 'token_may_change_settings',
    breakIt: rights('tfe-applies', 'admin'),
    says: `${AT_WORKSPACE}: TFE_APPLY_TOKEN may change the settings of workspace acme-prod, which the bot does not need. Give its team the Write role, and do not use the owners team.`,
  },
  {
    code: 'no_structured_output',
    breakIt: change({ structured: false }),
    says: `${AT_WORKSPACE}: structured run output is off in workspace acme-prod`,
  },
  {
    code: 'starts_other_workspaces',
    breakIt: (services) => {
      services.terraform.addWorkspace({ name: 'acme-dns' });
      services.terraform.addWorkspace({ name: 'acme-mail' });
      change({ triggers: ['acme-mail', 'acme-dns'] })(services);
    },
    says: `${AT_WORKSPACE}: an applied run in workspace acme-prod also starts runs in acme-dns, acme-mail, by run triggers.`,
  },
  {
    code: 'address_not_listed',
    breakIt: ({ edit }) => edit('module.utils.action', 'action'),
    says: `${AT_ADDRESS}: workspace acme-prod has no action.aws_lambda_invoke.cleanup. Did you mean module.utils.action.aws_lambda_invoke.cleanup?`,
  },
  {
    code: 'no_actions_listed',
    breakIt: change({ actionsApi: 'after_first_run' }),
    says: `${AT_ADDRESS}: HCP Terraform lists no actions for workspace acme-prod, so the address was not checked.`,
  },
  {
    code: 'actions_not_shown',
    breakIt: change({ actionsApi: 'off' }),
    says: `${AT_ADDRESS}: HCP Terraform does not show the actions of workspace acme-prod, so the address was not checked.`,
  },
  {
    code: 'more_instances_listed',
    breakIt: ({ terraform }) =>
      void terraform.uploadConfiguration('acme-prod', [
        { address: 'module.utils.action.aws_lambda_invoke.cleanup', instances: ['eu', 'us'] },
      ]),
    says: `${AT_ADDRESS}: module.utils.action.aws_lambda_invoke.cleanup has 2 instances in workspace acme-prod, and max_invocations is 1`,
  },
  {
    code: 'person_does_not_count',
    breakIt: ({ slack }) => void slack.updatePerson(PEOPLE.cem, { kind: 'deactivated' }),
    says: '5:8 people.cem: cem (U0CEM00001) is deactivated, and so counts in no list. Remove the id, or replace it.',
  },
  {
    code: 'no_user_groups',
    breakIt: ({ edit }) => {
      edit('  sre: S0SRE00001\n  cem: U0CEM00001\n', '  sre: U0BEN00001\n  cem: U0CEM00001\n');
    },
    options: [{ isPaid: false }],
    says: "3:9 people.devs: devs (S0DEVS0001) is a user group, and this Slack team's plan has none. List people (U…) instead.",
    also: ['nobody_can_approve'],
  },
  {
    code: 'group_not_found',
    breakIt: ({ edit }) => edit('S0DEVS0001', 'S0DEVS0009'),
    says: '3:9 people.devs: this Slack team has no user group devs (S0DEVS0009).',
  },
  {
    code: 'group_disabled',
    breakIt: group({ disabled: true }),
    says: '3:9 people.devs: user group devs (S0DEVS0001) is disabled, so nobody counts through it.',
  },
  {
    code: 'group_empty',
    breakIt: group({ users: [] }),
    says: '3:9 people.devs: user group devs (S0DEVS0001) is empty. Add people to it in Slack.',
  },
  {
    code: 'group_without_members',
    breakIt: group({ users: [PEOPLE.gil] }),
    says: '3:9 people.devs: none of the 1 people in user group devs (S0DEVS0001) is a full member of the Slack team',
  },
  {
    code: 'bot_not_in_channel',
    breakIt: channel({ botIsMember: false }),
    says: '7:13 channels.prod-ops: the bot is not in #prod-ops (C0PRODOPS1). Type /invite @tf-action there.',
  },
  {
    code: 'channel_shared',
    breakIt: channel({ isExtShared: true }),
    says: '7:13 channels.prod-ops: #prod-ops (C0PRODOPS1) is shared with people outside this Slack team',
  },
  {
    code: 'channel_archived',
    breakIt: channel({ isArchived: true }),
    says: '7:13 channels.prod-ops: #prod-ops (C0PRODOPS1) is archived. Use a channel that is in use.',
  },
  {
    code: 'nobody_can_request',
    breakIt: ({ edit }) => {
      edit('requesters: [devs, sre]', 'requesters: [devs]');
      edit('    break_glass', '    requesters: [sre]\n    break_glass');
    },
    says: '17:17 environments.prod.requesters: nobody can request cleanup in prod now',
  },
  {
    code: 'nobody_can_approve',
    breakIt: ({ slack }) => {
      slack.setUserGroup('S0DEVS0001', { users: [PEOPLE.ben] });
      slack.setUserGroup('S0SRE00001', { users: [PEOPLE.ben] });
    },
    says: '16:17 environments.prod.approval.required: cleanup in prod cannot be approved now, whoever requests it: nobody is left for 1 of sre (S0SRE00001).',
  },
];

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
  expect(await check()).toMatchObject({ code: 2, said: expect.stringContaining('Slack could not be asked') });
}, 120_000);

describe('what could not be asked is said, and is 2', () => {
  test('Slack is away', async () => {
    const { code, said } = await checkAfter(({ slack }) => slack.down());
    expect(said).toContain("Slack could not be asked: Slack's user groups could not be listed.");
    expect(said).toContain('actions.yml: Slack could not be asked: 0 faults, 0 warnings.');
    expect(code).toBe(2);
  });

  test('HCP Terraform is away, and a fault that Slack tells is still one', async () => {
    const { code, said } = await checkAfter((services) => {
      services.terraform.down();
      group({ users: [] })(services);
    });
    expect(said).toMatch(/HCP Terraform could not be asked: 127\.0\.0\.1:\d+ gave no answer/);
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
    expect(said).toContain('Slack and HCP Terraform were not asked. Correct the file first.');
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
  expect(said).toMatch(/cleanup prod: .*u0crowd000.*, 21 more who were not looked at\n/);
  expect(code).toBe(0);
});

test('where Slack answers about nobody, every call that fails is part of one answer', async () => {
  const { code, said } = await checkAfter(({ slack }) => {
    slack.fault({ method: 'users.info', times: 100, kind: 'error', error: 'internal_error' });
    slack.fault({ method: 'conversations.info', times: 100, kind: 'error', error: 'internal_error' });
  });
  expect(said).toMatch(/Slack could not be asked: It did not answer about (?:person U|channel C)\w+\.\n/);
  expect(said).toContain('0 faults, 0 warnings.');
  expect(code).toBe(2);
});
