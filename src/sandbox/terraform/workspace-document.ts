import type { JsonObject } from './json.ts';
import { lockingRun } from './queue.ts';
import type { Reading } from './reading.ts';
import { millisecondsStamp, type Resource, relation } from './resource.ts';
import type { Run } from './runs.ts';
import { type Access, hasRight } from './tokens.ts';
import { currentConfiguration, type Workspace } from './workspaces.ts';

function permissionsOf(access: Access): JsonObject {
  const write = hasRight(access, 'write');
  const admin = hasRight(access, 'admin');
  return {
    'can-update': admin,
    'can-destroy': admin,
    'can-queue-run': hasRight(access, 'plan'),
    'can-read-run': true,
    'can-read-variable': true,
    'can-update-variable': write,
    'can-read-state-versions': write,
    'can-read-state-outputs': true,
    'can-create-state-versions': write,
    'can-queue-apply': write,
    'can-lock': write,
    'can-unlock': write,
    'can-force-unlock': admin,
    'can-read-settings': true,
    'can-manage-tags': admin,
    'can-manage-run-tasks': admin,
    'can-force-delete': admin,
    'can-manage-assessments': admin,
    'can-manage-ephemeral-workspaces': false,
    'can-read-assessment-results': true,
    'can-queue-destroy': write,
  };
}

/** The same for every workspace here. */
const UNCHANGING: JsonObject = {
  actions: { 'is-destroyable': true },
  'allow-destroy-plan': true,
  'assessments-enabled': false,
  'auto-apply-run-trigger': false,
  'auto-destroy-at': null,
  'auto-destroy-status': null,
  'auto-destroy-activity-duration': null,
  'inherits-project-auto-destroy': null,
  description: null,
  environment: 'default',
  'file-triggers-enabled': true,
  'global-remote-state': false,
  'last-assessment-result-at': null,
  'oauth-client-name': null,
  'policy-check-failures': null,
  'queue-all-runs': false,
  'resource-count': 0,
  source: 'tfe-ui',
  'source-name': null,
  'source-url': null,
  'speculative-enabled': true,
  'tag-names': [],
  'trigger-prefixes': [],
  unarchived_workspace_change_requests_count: 0,
  'vcs-repo': null,
  'vcs-repo-identifier': null,
  'working-directory': null,
  'setting-overwrites': { 'execution-mode': false, 'agent-pool': false },
};

function attributesOf({ world, access }: Reading, workspace: Workspace): JsonObject {
  const { settings, lock } = workspace;
  const runs = [...world.runs.values()].filter((run) => run.workspaceId === workspace.id);
  const created = millisecondsStamp(workspace.createdAt);
  return {
    ...UNCHANGING,
    'apply-duration-average': settings.averages.apply,
    'auto-apply': settings.autoApply,
    'created-at': created,
    'execution-mode': settings.executionMode,
    operations: settings.executionMode !== 'local',
    'latest-change-at': created,
    locked: lock !== undefined || lockingRun(world, workspace) !== undefined,
    'locked-reason': lock?.reason ?? null,
    name: workspace.name,
    permissions: permissionsOf(access),
    'plan-duration-average': settings.averages.plan,
    'run-failures': runs.filter((run) => run.status === 'errored').length,
    'structured-run-output-enabled': settings.structured,
    'terraform-version': settings.terraformVersion,
    'updated-at': created,
    'workspace-kpis-runs-count': runs.length,
  };
}

function lockedBy({ world }: Reading, workspace: Workspace): JsonObject {
  const { lock } = workspace;
  if (lock !== undefined) {
    return lock.by.kind === 'team'
      ? relation('teams', lock.by.resourceId, `/api/v2/teams/${lock.by.resourceId}`)
      : relation('users', lock.by.id, `/api/v2/users/${lock.by.id}`);
  }
  const run = lockingRun(world, workspace);
  return run === undefined ? { data: null } : relation('runs', run.id, `/api/v2/runs/${run.id}`);
}

export function workspaceDocument(reading: Reading, workspace: Workspace): Resource {
  const { id, organization, name } = workspace;
  const own = `/api/v2/workspaces/${id}`;
  const configuration = currentConfiguration(workspace);
  const currentId = currentRunOf(reading, workspace)?.id;
  const current = currentId === undefined ? { data: null } : relation('runs', currentId, `/api/v2/runs/${currentId}`);
  return {
    id,
    type: 'workspaces',
    attributes: attributesOf(reading, workspace),
    relationships: {
      'agent-pool': { data: null },
      'current-configuration-version':
        configuration === undefined
          ? { data: null }
          : relation('configuration-versions', configuration.id, `/api/v2/configuration-versions/${configuration.id}`),
      'current-run': current,
      'latest-run': current,
      'current-state-version': { data: null, links: { related: `${own}/current-state-version` } },
      'current-assessment-result': { data: null },
      organization: relation('organizations', organization),
      outputs: { data: [], links: { related: `${own}/current-state-version-outputs` } },
      project: relation('projects', workspace.projectId),
      readme: { data: null },
      'remote-state-consumers': { links: { related: `${own}/relationships/remote-state-consumers` } },
      'ssh-key': { data: null },
      'locked-by': lockedBy(reading, workspace),
      'effective-tag-bindings': { links: { related: `${own}/effective-tag-bindings` } },
      'tag-bindings': { links: { related: `${own}/tag-bindings` } },
      vars: { data: [] },
    },
    links: {
      self: `/api/v2/organizations/${organization}/workspaces/${name}`,
      'self-html': `/app/${organization}/workspaces/${name}`,
    },
  };
}

/** The `current-run` relationship: the head of the queue, otherwise the last one. */
export function currentRunOf({ world }: Reading, workspace: Workspace): Run | undefined {
  return workspace.currentRunId === undefined ? undefined : world.runs.get(workspace.currentRunId);
}
