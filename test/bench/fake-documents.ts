import {
  changesUntil,
  type FakeRun,
  type FakeStatus,
  type FakeWorkspace,
  type FakeWorld,
  isOver,
} from './fake-runs.ts';

type Json = Readonly<Record<string, unknown>>;

interface Resource {
  readonly id: string;
  readonly type: string;
  readonly attributes: Json;
  readonly relationships?: Json;
  readonly links?: Json;
}

const stamp = (at: number): string => new Date(at).toISOString();
const toOne = (type: string, id: string | undefined): Json => ({ data: id === undefined ? null : { id, type } });

const PLANNED: readonly FakeStatus[] = ['planned', 'apply_queued', 'applying', 'applied', 'discarded'];
const PERMISSIONS = {
  'can-apply': true,
  'can-cancel': true,
  'can-comment': true,
  'can-discard': true,
  'can-force-execute': true,
  'can-force-cancel': false,
  'can-override-policy-check': false,
};

/** A run's document with all attributes of the service, so that a page is as long as a real one. */
export function runDocument(run: FakeRun, now: number): Resource {
  const changes = changesUntil(run, now);
  const status = changes.at(-1)?.status ?? 'pending';
  const stamps = changes.slice(1).map((change) => [`${change.status.replaceAll('_', '-')}-at`, stamp(change.at)]);
  return {
    id: run.id,
    type: 'runs',
    attributes: {
      actions: {
        'is-cancelable': !isOver(status) && status !== 'planned',
        'is-confirmable': status === 'planned',
        'is-discardable': status === 'planned',
        'is-force-cancelable': false,
      },
      'allow-config-generation': false,
      'allow-empty-apply': false,
      'auto-apply': false,
      'canceled-at': null,
      'created-at': stamp(run.createdAt),
      'has-changes': PLANNED.includes(status),
      'invoke-action-addrs': [run.address],
      'is-destroy': false,
      message: run.message,
      'plan-only': false,
      refresh: true,
      'refresh-only': false,
      'replace-addrs': [],
      'save-plan': false,
      source: 'tfe-api',
      status,
      'status-timestamps': Object.fromEntries(stamps),
      'target-addrs': null,
      'terraform-version': '1.14.0',
      'trigger-reason': 'manual',
      'updated-at': stamp(changes.at(-1)?.at ?? run.createdAt),
      permissions: PERMISSIONS,
      variables: [],
    },
    relationships: {
      apply: toOne('applies', applyOf(run)),
      comments: { data: [], links: { related: `/api/v2/runs/${run.id}/comments` } },
      'configuration-version': toOne('configuration-versions', configurationOf(run.workspace)),
      'cost-estimate': { data: null },
      'created-by': toOne('users', 'user-bench'),
      plan: toOne('plans', planOf(run)),
      'policy-checks': { data: [], links: { related: `/api/v2/runs/${run.id}/policy-checks` } },
      'run-events': { data: [], links: { related: `/api/v2/runs/${run.id}/run-events` } },
      'task-stages': { data: [], links: { related: `/api/v2/runs/${run.id}/task-stages` } },
      workspace: toOne('workspaces', run.workspace.id),
    },
    links: { self: `/api/v2/runs/${run.id}` },
  };
}

const planOf = ({ id }: FakeRun): string => id.replace('run-', 'plan-');
const applyOf = ({ id }: FakeRun): string => id.replace('run-', 'apply-');
const configurationOf = ({ number }: FakeWorkspace): string => `cv-${String(number).padStart(6, '0')}`;

const none = { 'resource-additions': 0, 'resource-changes': 0, 'resource-destructions': 0, 'resource-imports': 0 };
const unknown = {
  'resource-additions': null,
  'resource-changes': null,
  'resource-destructions': null,
  'resource-imports': null,
};

export function planDocument(run: FakeRun, now: number): Resource {
  const status = changesUntil(run, now).at(-1)?.status ?? 'pending';
  const isPlanned = PLANNED.includes(status);
  return {
    id: planOf(run),
    type: 'plans',
    attributes: {
      'execution-details': { mode: 'remote' },
      'has-changes': isPlanned,
      ...(isPlanned ? none : unknown),
      'action-invocations': isPlanned ? 1 : null,
      status: isPlanned ? 'finished' : status === 'planning' ? 'running' : 'pending',
      'status-timestamps': {},
      'log-read-url': `https://archivist.terraform.io/v1/object/${run.id}`,
    },
  };
}

export function applyDocument(run: FakeRun, now: number): Resource {
  const status = changesUntil(run, now).at(-1)?.status ?? 'pending';
  const isApplied = status === 'applied';
  return {
    id: applyOf(run),
    type: 'applies',
    attributes: {
      'execution-details': { mode: 'remote' },
      ...(isApplied ? none : unknown),
      'action-invocations': isApplied ? 1 : null,
      'action-failures': isApplied ? 0 : null,
      status: isApplied ? 'finished' : status === 'applying' ? 'running' : 'pending',
      'status-timestamps': {},
      'log-read-url': `https://archivist.terraform.io/v1/object/${run.id}/apply`,
    },
  };
}

export function workspaceDocument({ organization }: FakeWorld, workspace: FakeWorkspace, now: number): Resource {
  const { id, name, current } = workspace;
  const status = current === undefined ? undefined : changesUntil(current, now).at(-1)?.status;
  return {
    id,
    type: 'workspaces',
    attributes: {
      'allow-destroy-plan': true,
      'auto-apply': false,
      'created-at': '2026-01-01T00:00:00.000Z',
      description: null,
      environment: 'default',
      'execution-mode': 'remote',
      'file-triggers-enabled': true,
      'global-remote-state': false,
      'latest-change-at': '2026-01-01T00:00:00.000Z',
      locked: status !== undefined && !isOver(status) && status !== 'pending',
      'locked-reason': '',
      name,
      'plan-duration-average': 20_000,
      'apply-duration-average': 60_000,
      permissions: { 'can-queue-run': true, 'can-queue-apply': true, 'can-read-settings': true, 'can-lock': true },
      'resource-count': 12,
      source: 'tfe-api',
      'structured-run-output-enabled': true,
      'terraform-version': '1.14.0',
      'working-directory': '',
      'workspace-kpis-runs-count': 7,
    },
    relationships: {
      organization: toOne('organizations', organization),
      'current-configuration-version': toOne('configuration-versions', configurationOf(workspace)),
      'current-run': toOne('runs', current?.id),
      'locked-by': { data: null },
      project: toOne('projects', 'prj-bench'),
    },
    links: { self: `/api/v2/organizations/${organization}/workspaces/${name}` },
  };
}

export const userDocument: Resource = { id: 'user-bench', type: 'users', attributes: { username: 'tf-action-bench' } };

export const actionDocument = ({ number }: FakeWorkspace, address: string): Resource => ({
  id: `tfa-${number}`,
  type: 'terraform-actions',
  attributes: {
    address,
    'module-address': null,
    name: 'cleanup',
    type: 'aws_lambda_invoke',
    'instance-type': 'single',
  },
});

export const invocationDocument = (run: FakeRun, now: number): Resource => ({
  id: run.id.replace('run-', 'tfai-'),
  type: 'terraform-action-invocations',
  attributes: {
    'final-status': changesUntil(run, now).at(-1)?.status === 'applied' ? 'successful' : null,
    'action-key': null,
  },
});
