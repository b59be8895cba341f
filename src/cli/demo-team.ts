import type { SlackSandbox } from '../sandbox/slack/slack-sandbox.ts';
import type { TerraformSandbox } from '../sandbox/terraform/server.ts';

/** The people, groups and channels of the shipped `config/actions.yml`. */
export const DEMO = {
  ana: 'U0ANA00001',
  ben: 'U0BEN00001',
  cem: 'U0CEM00001',
  dia: 'U0DIA00001',
  eva: 'U0EVA00001',
  gil: 'U0GIL00001',
  channel: 'C0PRODOPS1',
  general: 'C0GENERAL1',
  devs: 'S0DEVS0001',
  sre: 'S0SRE00001',
  oncall: 'S0ONCALL01',
} as const;

/** The line under each name on the page. */
export const ROLES: Readonly<Record<string, string>> = {
  [DEMO.ana]: 'Developer',
  [DEMO.ben]: 'SRE, approves failovers',
  [DEMO.cem]: 'SRE, on call',
  [DEMO.dia]: 'Developer',
  [DEMO.eva]: 'SRE',
  [DEMO.gil]: 'Guest',
};

export const WORKSPACES = ['acme-prod', 'acme-staging'] as const;

/**
 * Ana and Dia are developers, Ben, Cem and Eva are the SRE team, and Gil is a guest. `failover prod` needs Ben and
 * another member of the SRE team besides the requester, so the team has three members.
 */
export function fillTeam(slack: SlackSandbox): void {
  const { ana, ben, cem, dia, eva, gil } = DEMO;
  slack.addPerson({ id: ana, name: 'ana', realName: 'Ana' });
  slack.addPerson({ id: ben, name: 'ben', realName: 'Ben' });
  slack.addPerson({ id: cem, name: 'cem', realName: 'Cem' });
  slack.addPerson({ id: dia, name: 'dia', realName: 'Dia' });
  slack.addPerson({ id: eva, name: 'eva', realName: 'Eva' });
  slack.addPerson({ id: gil, name: 'gil', realName: 'Gil', kind: 'guest' });
  const members = [ana, ben, cem, dia, eva, gil];
  slack.addChannel({ id: DEMO.channel, name: 'prod-ops', members, botIsMember: true });
  slack.addChannel({ id: DEMO.general, name: 'general', members, botIsMember: false });
  slack.addUserGroup({ id: DEMO.devs, handle: 'devs', users: [ana, dia] });
  slack.addUserGroup({ id: DEMO.sre, handle: 'sre', users: [ben, cem, eva] });
  slack.addUserGroup({ id: DEMO.oncall, handle: 'oncall', users: [cem] });
}

/** The allowlist's two workspaces with its two actions. */
export function fillOrganization(terraform: TerraformSandbox): void {
  for (const name of WORKSPACES) {
    terraform.addWorkspace({
      name,
      averages: { plan: 2_000, apply: 4_000 },
      actions: [
        {
          address: 'action.aws_lambda_invoke.cleanup',
          moduleAddress: 'module.utils',
          logLines: ['Looking for artefacts', '12 of 40 artefacts deleted', '31 of 40 artefacts deleted'],
        },
        { address: 'action.aws_lambda_invoke.failover' },
      ],
    });
  }
}
