import type { Allowlist } from '../../src/domain/entry.ts';
import type { WorkspaceOptions } from '../../src/sandbox/terraform/workspaces.ts';
import { CHANNEL, PEOPLE } from '../team.ts';

export const WORKSPACES = ['acme-prod', 'acme-staging'] as const;
export const ACTIONS: WorkspaceOptions['actions'] = [
  { address: 'action.aws_lambda_invoke.cleanup', moduleAddress: 'module.utils' },
  { address: 'action.aws_lambda_invoke.failover' },
];
export const ADDRESS = {
  cleanup: 'module.utils.action.aws_lambda_invoke.cleanup',
  failover: 'action.aws_lambda_invoke.failover',
} as const;
export type Action = keyof typeof ADDRESS;

/** What can change of the allowlist and the team. */
export interface Acme {
  /** Approvals of prod: so many distinct people of sre. */
  approvals: number;
  byHand: boolean;
  preview: boolean;
  /** Parsed anew after each change. */
  read: Allowlist | undefined;
  readonly groups: Record<'devs' | 'sre', readonly string[]>;
}

export const atFirst = (): Acme => ({
  ...{ approvals: 1, byHand: false, preview: false, read: undefined },
  groups: { devs: [PEOPLE.ana, PEOPLE.dia], sre: [PEOPLE.ben, PEOPLE.cem] },
});

export const GROUP_IDS = { devs: 'S0DEVS0001', sre: 'S0SRE00001' } as const;

/** Short limits, so that a request settles within minutes. */
export const allowlistOf = ({ approvals, byHand, preview }: Acme): string =>
  JSON.stringify({
    version: 1,
    people: { ...GROUP_IDS, dia: PEOPLE.dia },
    channels: { 'prod-ops': CHANNEL },
    everywhere: { organization: 'acme', requesters: ['devs', 'sre'], start_within: '2m', confirm_within: '1m' },
    environments: {
      prod: {
        workspace: 'acme-prod',
        approval: { required: [{ from: 'sre', count: approvals }], expires: '90s' },
        operators: ['sre'],
        break_glass: ['dia'],
      },
      staging: { workspace: 'acme-staging', operators: ['sre'] },
    },
    actions: {
      cleanup: {
        address: ADDRESS.cleanup,
        environments: {
          prod: { ...(byHand ? { apply: 'by_hand' } : {}), ...(preview ? { preview } : {}) },
          staging: {},
        },
        parameters: { older_than_days: { variable: 'older_than_days', type: 'integer', default: 30 } },
      },
      failover: { address: ADDRESS.failover, environments: { prod: { apply: 'by_hand' }, staging: {} } },
    },
    notify: { failure: ['sre'] },
  });
