import { schedule, settleQueue } from './advance.ts';
import { type Answer, errorAnswer, notFound, unprocessable } from './answer.ts';
import { isObject, isStringList, type JsonObject, valueAt } from './json.ts';
import { newRun } from './new-run.ts';
import { currentRun } from './queue.ts';
import type { Run, RunRequest } from './runs.ts';
import { type Access, hasRight } from './tokens.ts';
import { concreteVersion, currentConfiguration, isVersionAtLeast, type Workspace } from './workspaces.ts';
import type { World } from './world.ts';

const DEFAULT_MESSAGE = 'Queued manually via the Terraform Enterprise API';
const BOOLEANS = ['auto-apply', 'plan-only', 'is-destroy', 'refresh', 'refresh-only', 'save-plan'] as const;
const LISTS = ['invoke-action-addrs', 'target-addrs', 'replace-addrs'] as const;

const given = (value: unknown) => value !== undefined && value !== null;

function faultInTypes(attributes: JsonObject): string | undefined {
  const wrongBoolean = BOOLEANS.find((name) => given(attributes[name]) && typeof attributes[name] !== 'boolean');
  if (wrongBoolean !== undefined) return `${wrongBoolean} must be a boolean`;
  const wrongList = LISTS.find((name) => given(attributes[name]) && !isStringList(attributes[name]));
  if (wrongList !== undefined) return `${wrongList} must be an array of strings`;
  if (given(attributes.message) && typeof attributes.message !== 'string') return 'message must be a string';
  const { variables } = attributes;
  const isVariable = (item: unknown) =>
    isObject(item) && typeof item.key === 'string' && item.key !== '' && typeof item.value === 'string';
  if (given(variables) && !(Array.isArray(variables) && variables.every(isVariable)))
    return 'variables must be an array of objects with a key and a value, both strings';
  return undefined;
}

/**
 * It is known that more than one address is an error, and which attributes exclude each other. The statuses and
 * messages are the sandbox's own, and so is refusing a Terraform version without actions.
 */
function faultInInvocation(attributes: JsonObject, version: string): string | undefined {
  const list = (name: string) => (isStringList(attributes[name]) ? attributes[name] : []);
  const addresses = list('invoke-action-addrs');
  if (given(attributes['terraform-version']) && attributes['plan-only'] !== true)
    return 'terraform-version can only be set for plan-only runs';
  if (addresses.length === 0) return undefined;
  if (addresses.length > 1) return 'invoke-action-addrs must contain exactly one address';
  if (list('target-addrs').length > 0) return 'invoke-action-addrs cannot be combined with target-addrs';
  if (attributes['is-destroy'] === true) return 'invoke-action-addrs cannot be combined with is-destroy';
  if (!isVersionAtLeast(version, 1, 14))
    return `Terraform ${version} cannot invoke actions: 1.14.0 or later is required`;
  return undefined;
}

function configurationOf(workspace: Workspace, data: JsonObject): { readonly id: string } | { readonly fault: string } {
  const wanted = valueAt(data, 'relationships', 'configuration-version', 'data');
  if (!given(wanted)) {
    const current = currentConfiguration(workspace);
    return current === undefined ? { fault: 'Configuration version is missing' } : { id: current.id };
  }
  const found = workspace.configurations.find(({ id }) => id === valueAt(wanted, 'id'));
  return found === undefined ? { fault: 'Configuration version was not found in the workspace' } : { id: found.id };
}

function requestOf(workspace: Workspace, attributes: JsonObject, configurationVersionId: string): RunRequest {
  const list = (name: string) => (isStringList(attributes[name]) ? attributes[name] : null);
  const variables = Array.isArray(attributes.variables) ? attributes.variables : [];
  const addresses = list('invoke-action-addrs') ?? [];
  return {
    message: typeof attributes.message === 'string' ? attributes.message : DEFAULT_MESSAGE,
    addresses,
    variables: variables.map(({ key, value }) => ({ key: String(key), value: String(value) })),
    configurationVersionId,
    autoApply: typeof attributes['auto-apply'] === 'boolean' ? attributes['auto-apply'] : workspace.settings.autoApply,
    planOnly: attributes['plan-only'] === true,
    isDestroy: attributes['is-destroy'] === true,
    refresh: attributes.refresh !== false,
    refreshOnly: attributes['refresh-only'] === true,
    savePlan: attributes['save-plan'] === true,
    targetAddresses: list('target-addrs'),
    replaceAddresses: list('replace-addrs'),
    source: 'tfe-api',
    attributes,
  };
}

const isBusy = (world: World, workspace: Workspace) =>
  workspace.lock !== undefined || currentRun(world, workspace) !== undefined;

/** Returns the run, or the answer that refuses it. */
export function createRun(world: World, access: Access, body: unknown): Run | Answer {
  const data = valueAt(body, 'data');
  const attributes = valueAt(data, 'attributes') ?? {};
  if (!isObject(data) || data.type !== 'runs' || !isObject(attributes)) return unprocessable('Malformed request body');
  const workspaceId = valueAt(data, 'relationships', 'workspace', 'data', 'id');
  if (typeof workspaceId !== 'string') return unprocessable('Workspace is missing');
  const workspace = world.workspaces.get(workspaceId);
  if (workspace === undefined || !access.organizations.has(workspace.organization)) return notFound();
  if (!hasRight(access, 'plan')) return notFound();
  // It is known that such a workspace runs nothing. The status and message are the sandbox's own.
  if (workspace.settings.executionMode === 'local')
    return unprocessable('Runs are disabled: the workspace uses local execution');
  const version = concreteVersion(workspace);
  const fault = faultInTypes(attributes) ?? faultInInvocation(attributes, version);
  if (fault !== undefined) return errorAnswer(422, 'Invalid Attribute', fault);
  const configuration = configurationOf(workspace, data);
  if ('fault' in configuration) return unprocessable(configuration.fault);
  if (world.busy === 'conflict' && attributes['plan-only'] !== true && isBusy(world, workspace))
    return errorAnswer(409, 'conflict', 'The workspace is locked or has another run');
  const creator = { by: access.identity, mayApply: hasRight(access, 'write') };
  return beginRun(world, workspace, requestOf(workspace, attributes, configuration.id), creator, version);
}

function beginRun(
  world: World,
  workspace: Workspace,
  request: RunRequest,
  creator: { readonly by: Access['identity']; readonly mayApply: boolean },
  version: string,
): Run {
  const run = newRun(world, workspace, request, creator, version);
  if (run.planOnly) schedule(world, run);
  else settleQueue(world, workspace);
  world.changed();
  return run;
}

/** Starts another person's run from HCP Terraform's page. It changes a resource and invokes nothing. */
export function startRunOfPerson(
  world: World,
  workspace: Workspace,
  { by, message, autoApply }: { readonly by: string; readonly message?: string; readonly autoApply?: boolean },
): Run {
  const configuration = currentConfiguration(workspace);
  if (configuration === undefined) throw new Error(`${workspace.name} has no configuration version to run.`);
  const attributes = {
    message: message ?? 'Triggered via UI',
    'auto-apply': autoApply ?? workspace.settings.autoApply,
  };
  const request = { ...requestOf(workspace, attributes, configuration.id), source: 'tfe-ui' };
  const creator = { by: world.people.named(by), mayApply: true };
  return beginRun(world, workspace, request, creator, concreteVersion(workspace));
}
