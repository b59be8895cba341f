import { userDocument } from './account-document.ts';
import { applyDocument, planDocument } from './phase-document.ts';
import { lockingRun } from './queue.ts';
import type { Reading } from './reading.ts';
import type { Includes, Resource } from './resource.ts';
import { configurationDocument, runDocument } from './run-document.ts';
import type { Run } from './runs.ts';
import { currentRunOf } from './workspace-document.ts';
import { currentConfiguration, type Workspace } from './workspaces.ts';

function lockedByDocuments(reading: Reading, workspace: Workspace): readonly Resource[] {
  const { lock } = workspace;
  if (lock?.by.kind === 'team')
    return [{ id: lock.by.resourceId, type: 'teams', attributes: { name: lock.by.name, 'users-count': 1 } }];
  if (lock !== undefined) return [userDocument(lock.by)];
  const run = lockingRun(reading.world, workspace);
  return run === undefined ? [] : [runDocument(reading, run)];
}

const NOT_MODELLED = [
  'agent_pool',
  'current_assessment_result',
  'current_configuration_version.ingress_attributes',
  'current_run.configuration_version.ingress_attributes',
  'current_state_version',
  'current_state_version.resources_processed',
  'effective_tag_bindings',
  'latest_run.configuration_version.ingress_attributes',
  'no_code_module_version',
  'no_code_module_version.no_code_module',
  'no_code_module_version.no_code_module.latest_version',
  'outputs',
  'readme',
  'vars',
] as const;

/** The values in the published contract. A path through `current_run` also includes the run. */
export function workspaceIncludes(reading: Reading): Includes<Workspace> {
  const ofRun = (render: (run: Run) => readonly Resource[]) => (workspace: Workspace) => {
    const run = currentRunOf(reading, workspace);
    return run === undefined ? [] : [runDocument(reading, run), ...render(run)];
  };
  const configurationOfRun = ofRun((run) => [configurationDocument(run.configurationVersionId)]);
  const run = ofRun(() => []);
  const plan = ofRun((each) => [planDocument(reading, each)]);
  const organization = ({ organization: name }: Workspace) => [
    { id: name, type: 'organizations', attributes: { name } },
  ];
  const project = ({ projectId }: Workspace) => [
    { id: projectId, type: 'projects', attributes: { name: 'Default Project' } },
  ];
  return {
    ...Object.fromEntries(NOT_MODELLED.map((word) => [word, () => []])),
    current_run: run,
    'current_run.plan': plan,
    'current_run.apply': ofRun((each) => [applyDocument(reading, each)]),
    'current_run.configuration_version': configurationOfRun,
    latest_run: run,
    'latest_run.plan': plan,
    'latest_run.configuration_version': configurationOfRun,
    current_configuration_version: (workspace) =>
      [currentConfiguration(workspace)].flatMap((each) => (each === undefined ? [] : configurationDocument(each.id))),
    locked_by: (workspace) => lockedByDocuments(reading, workspace),
    organization,
    project,
  };
}
