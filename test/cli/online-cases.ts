import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { runCheckOnline } from '../../src/cli/check-online.ts';
import type { FindingCode } from '../../src/domain/online-finding.ts';
import { systemClock } from '../../src/main.ts';
import { PEOPLE } from '../conversation.ts';
import { type Ended, type Services, startServices } from './run-command.ts';

export const FILE = `version: 1
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

export const ACTIONS = [
  { address: 'module.utils.action.aws_lambda_invoke.cleanup' },
  { address: 'action.aws_lambda_invoke.failover' },
];

/** What a case may break. */
export interface Broken extends Services {
  /** Changes the file. */
  readonly edit: (from: string, to: string) => void;
}

/** Checks a file in which everything is right but what `breakIt` breaks. */
export async function checkAfter(
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

const AT_WORKSPACE = '13:16 environments.prod.workspace';

export const AT_ADDRESS = '20:14 actions.cleanup.address';

const change =
  (settings: Parameters<Services['terraform']['changeWorkspace']>[1]) =>
  ({ terraform }: Services): void =>
    terraform.changeWorkspace('acme-prod', settings);

export const group =
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

export interface Case {
  readonly code: FindingCode;
  readonly breakIt: (services: Broken) => void;
  readonly says: string;
  readonly options?: Parameters<typeof startServices>;
  /** What else follows from it. */
  readonly also?: readonly FindingCode[];
}

export const CASES: readonly Case[] = [
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
    says: `${AT_WORKSPACE}: the bot's token may not apply runs in workspace acme-prod, but the allowlist applies them automatically. Give the team of TFE_APPLY_TOKEN`,
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
