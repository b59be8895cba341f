import { type ActionOptions, declareAction, fullAddress } from './actions.ts';
import {
  type ConfigurationVersion,
  currentActions,
  type Workspace,
  type WorkspaceOptions,
  type WorkspaceSettings,
} from './workspaces.ts';
import type { World } from './world.ts';

export function addWorkspace(world: World, options: WorkspaceOptions): Workspace {
  const { name, organization = world.organization, actions = [], configuration = true, ...settings } = options;
  if (!/^[A-Za-z0-9_-]+$/.test(name))
    throw new Error(`${name} is no name of a workspace: letters, digits, - and _ only.`);
  const taken = [...world.workspaces.values()].some((each) => each.name === name && each.organization === organization);
  if (taken) throw new Error(`${organization} has a workspace ${name} already.`);
  const workspace: Workspace = {
    id: world.newId('ws'),
    projectId: world.newId('prj'),
    name,
    organization,
    createdAt: world.clock.now(),
    settings: { ...DEFAULTS, ...settings },
    configurations: [],
    currentRunId: undefined,
    lock: undefined,
  };
  world.workspaces.set(workspace.id, workspace);
  if (configuration) uploadConfiguration(world, workspace, actions);
  world.changed();
  return workspace;
}

/**
 * Adds a configuration version and makes it the current one. Without `actions` it has the same actions as before. An
 * action with the same address keeps its id.
 */
export function uploadConfiguration(
  world: World,
  workspace: Workspace,
  actions?: readonly ActionOptions[],
): ConfigurationVersion {
  const before = currentActions(workspace);
  const declared = actions?.map((options) => {
    const action = declareAction(options, world.newId('action'), world.clock.now());
    const known = before.find((each) => fullAddress(each) === fullAddress(action));
    return known === undefined ? action : { ...action, id: known.id, createdAt: known.createdAt };
  });
  const configuration = { id: world.newId('cv'), actions: declared ?? before, uploadedAt: world.clock.now() };
  workspace.configurations.push(configuration);
  world.changed();
  return configuration;
}

const DEFAULTS: WorkspaceSettings = {
  terraformVersion: '1.15.4',
  executionMode: 'remote',
  structured: true,
  autoApply: false,
  triggers: [],
  averages: { plan: null, apply: null },
  restsAt: 'planned',
  holdsAt: undefined,
  heldIs: 'discardable',
  fetches: false,
  pendingIs: 'cancelable',
  ignoresCancel: false,
  resourceChanges: {},
  actionRunsHaveChanges: true,
  planCounts: 'absent',
  applyCounts: 'present',
  runsSay: {},
  plansSay: {},
  appliesSay: {},
  actionsApi: 'on',
  listedInstances: 'all',
  listedAddresses: 'relative',
  finalStatusReads: 0,
  finalStatusMeanwhile: 'null',
};
