import { randomBytes } from 'node:crypto';
import type { AuditEntry } from '../../src/domain/audit.ts';
import type { Entry } from '../../src/domain/entry.ts';
import type { ActionRequest, Decision } from '../../src/domain/request.ts';
import type { Run, RunEcho } from '../../src/domain/run.ts';

const nobody = { everyone: false, people: [], groups: [] };

const entry: Entry = {
  action: 'cleanup',
  environment: 'prod',
  organization: 'acme',
  workspace: 'acme-prod',
  address: 'module.utils.action.aws_lambda_invoke.cleanup',
  requesters: [{ ...nobody, groups: ['S0DEVS0001'] }],
  channels: [['C0PRODOPS1']],
  approval: {
    required: [{ from: { ...nobody, groups: ['S0SRE00001'] }, count: 1 }],
    expires: 1_800_000,
    allowRequester: false,
  },
  apply: 'automatic',
  maxInvocations: 1,
  startWithin: 3_600_000,
  confirmWithin: 900_000,
  preview: false,
  breakGlass: { everyone: false, people: [], groups: [] },
  viewers: { everyone: false, people: [], groups: [] },
  notifyFailure: nobody,
  parameters: {},
};

/** Ana asks for cleanup in prod. */
export function anasRequest(given: Partial<ActionRequest> = {}): ActionRequest {
  return {
    id: randomBytes(16).toString('hex'),
    version: 1,
    state: 'unconfirmed',
    team: 'T0ACME0001',
    channel: 'C0PRODOPS1',
    requester: 'U0ANA00001',
    requesterName: 'Ana',
    asked: {
      entry,
      parameters: { older_than_days: 30 },
      workspaceId: 'ws-prod',
      workspaceName: 'acme-prod',
      organization: 'acme',
      configurationVersionId: 'cv-1',
    },
    digest: 'd'.repeat(64),
    askedAt: new Date('2026-03-02T03:00:00.000Z'),
    decisions: [],
    ...given,
  };
}

export const bensApproval: Decision = {
  kind: 'approve',
  person: 'U0BEN00001',
  at: new Date('2026-03-02T03:12:05.123Z'),
  countedThrough: 'S0SRE00001',
  groupsReadAt: new Date('2026-03-02T03:12:04.000Z'),
  allowlist: 'a'.repeat(64),
};

/** HCP Terraform's echo of a run that was created as Ana asked. */
export const echoOfAna: RunEcho = {
  workspace: 'ws-prod',
  'configuration-version': 'cv-1',
  message: 'Asked by Ana',
  'invoke-action-addrs': [entry.address],
  variables: [],
  'auto-apply': false,
  'plan-only': false,
  'is-destroy': false,
  'save-plan': false,
  'target-addrs': undefined,
  'replace-addrs': undefined,
};

export const someRun: Run = {
  id: 'run-1',
  status: 'planning',
  message: 'Asked by Ana',
  planOnly: false,
  echo: echoOfAna,
  createdAt: new Date('2026-03-02T03:13:00.000Z'),
  createdBy: undefined,
  timestamps: { 'planning-at': '2026-03-02T03:13:01+00:00' },
  actions: { confirmable: false, discardable: false, cancelable: true },
  permissions: { apply: true, discard: true, cancel: true },
  plan: undefined,
  apply: undefined,
};

export const audit = (kind: string, request?: ActionRequest): AuditEntry => ({
  kind,
  ...(request && { request: request.id }),
  actor: 'U0ANA00001',
  facts: { state: request?.state ?? null, count: 1 },
  texts: { name: 'Ana' },
});
