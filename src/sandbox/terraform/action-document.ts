import { usernameOf } from './account-document.ts';
import { type DeclaredAction, fullAddress } from './actions.ts';
import type { JsonObject } from './json.ts';
import { type Resource, relation } from './resource.ts';
import { type Invocation, isFinal, type Run } from './runs.ts';
import type { Workspace } from './workspaces.ts';
import type { World } from './world.ts';

const stamp = (at: number) => `${new Date(at).toISOString().slice(0, 19)}Z`;

interface InvocationOfRun {
  readonly run: Run;
  readonly invocation: Invocation;
}

function invocationsOf(world: World, action: DeclaredAction): readonly InvocationOfRun[] {
  return [...world.runs.values()].flatMap((run) =>
    run.invocations.filter((each) => each.action.id === action.id).map((invocation) => ({ run, invocation })),
  );
}

/** An action as it is listed. Its address has no module, which is in `module-address`. */
export function actionDocument(world: World, workspace: Workspace, action: DeclaredAction, counted: boolean): Resource {
  const all = invocationsOf(world, action);
  const invoked = all.filter(({ invocation }) => invocation.invokedAt !== undefined);
  const last = invoked.at(-1)?.invocation;
  const instances = workspace.settings.listedInstances === 'one' ? undefined : action.instances;
  const isCount = typeof instances === 'number';
  return {
    id: action.id,
    type: 'actions',
    attributes: {
      address: workspace.settings.listedAddresses === 'full' ? fullAddress(action) : action.address,
      'module-address': action.module ?? 'system:root_module',
      provider: action.type.split('_')[0] ?? action.type,
      'documentation-url': null,
      'created-at': stamp(action.createdAt),
      'updated-at': stamp(last?.updatedAt ?? action.createdAt),
      ...(counted ? { 'invocation-count': invoked.length } : {}),
      'instance-type': instances === undefined ? null : isCount ? 'count' : 'for_each',
      'count-value': isCount ? instances : null,
      'for-each-values': instances === undefined || isCount ? null : instances,
    },
    relationships: {
      workspace: relation('workspaces', workspace.id),
      'last-invocation': last === undefined ? { data: null } : relation('action-invocations', last.id),
    },
  };
}

export function invocationDocument(run: Run, invocation: Invocation, index: number, final: JsonObject): Resource {
  return {
    id: invocation.id,
    type: 'action-invocations',
    attributes: {
      ...final,
      'invocation-method': 'direct',
      'action-key': invocation.key === null ? null : String(invocation.key),
      'action-trigger-event': null,
      'triggering-resource-address': null,
      'action-trigger-block-index': null,
      'actions-list-index': index,
      'invoked-at': invocation.invokedAt === undefined ? null : stamp(invocation.invokedAt),
      'created-at': stamp(invocation.createdAt),
      'updated-at': stamp(invocation.updatedAt),
    },
    relationships: { action: relation('actions', invocation.action.id), run: relation('runs', run.id) },
  };
}

/** Totals over the instances of one action in one run. */
export function runSummaryDocument(action: DeclaredAction, run: Run, isKnown: boolean): Resource {
  const own = run.invocations.filter((each) => each.action.id === action.id);
  const count = (status: string) => own.filter(({ finalStatus }) => finalStatus === status).length;
  const [successful, failed] = [count('successful'), count('failed')];
  const aggregate = (): string => {
    if (!isFinal(run) || !isKnown) return 'run_in_progress';
    if (successful === own.length) return 'successful';
    return successful + failed === 0 ? 'not_invoked' : 'not_successful';
  };
  const invokedAt = own.find((each) => each.invokedAt !== undefined)?.invokedAt;
  return {
    id: `${action.id}:${run.id}`,
    type: 'action-invocation-run-summary',
    attributes: {
      'aggregate-invocation-status': aggregate(),
      'invocation-method': 'direct',
      'invoked-at': invokedAt === undefined ? null : stamp(invokedAt),
      'invoked-by': { username: usernameOf(run.createdBy), 'avatar-url': 'https://example.com/avatar.png' },
      'invocation-statuses': isKnown ? { successful, failed } : { successful: 0, failed: 0 },
      'planned-invocation-count': own.length,
    },
    relationships: { action: relation('actions', action.id), run: relation('runs', run.id) },
  };
}
