import { actionDocument, invocationDocument, runSummaryDocument } from './action-document.ts';
import type { DeclaredAction } from './actions.ts';
import { type Answer, badRequest, notFound } from './answer.ts';
import type { JsonObject } from './json.ts';
import { pageOf } from './paging.ts';
import { documentOf } from './resource.ts';
import { answerOf, type Route, type RouteCall, visibleRun, visibleWorkspace } from './route.ts';
import { type Invocation, isFinal, type Run } from './runs.ts';
import { currentActions, type Workspace } from './workspaces.ts';

const FINAL_STATUSES = ['successful', 'failed', 'not_invoked'];

/** `undefined` if the workspace does not have this API, as on older servers and smaller plans. */
function actionsOf(call: RouteCall, workspace: Workspace): readonly DeclaredAction[] | undefined {
  const { actionsApi } = workspace.settings;
  if (actionsApi === 'off') return undefined;
  const hasRun = [...call.world.runs.values()].some((run) => run.workspaceId === workspace.id && isFinal(run));
  return actionsApi === 'after_first_run' && !hasRun ? [] : currentActions(workspace);
}

interface FoundAction {
  readonly workspace: Workspace;
  readonly action: DeclaredAction;
}

/** Includes the actions of earlier configuration versions, since their runs still exist. */
function findAction(call: RouteCall): FoundAction | undefined {
  for (const { id } of call.world.workspaces.values()) {
    const workspace = visibleWorkspace(call, id);
    if (workspace === undefined || workspace.settings.actionsApi === 'off') continue;
    const all = workspace.configurations.flatMap(({ actions }) => actions);
    const action = all.findLast((each) => each.id === call.params.action);
    if (action !== undefined) return { workspace, action };
  }
  return undefined;
}

function list(call: RouteCall, workspace: Workspace): Answer {
  const actions = actionsOf(call, workspace);
  if (actions === undefined) return notFound();
  const [provider, module] = [call.query.get('filter[provider]'), call.query.get('filter[module_address]')];
  const wanted = actions.filter(
    (action) =>
      (provider === null || action.type.split('_')[0] === provider) &&
      (module === null || (action.module ?? 'system:root_module') === module),
  );
  const page = pageOf(wanted, { ...call, totals: true });
  if ('status' in page) return page;
  const documents = page.items.map((action) => actionDocument(call.world, workspace, action, false));
  // The documented sample has links and no meta.
  return { status: 200, body: documentOf(documents, [], { links: page.links }) };
}

/** The final status can be late: the first reads after a run's end may not have it. */
function finalStatus({ settings }: Workspace, run: Run, { finalStatus }: Invocation, reads: number): JsonObject {
  const isKnown = finalStatus !== undefined && isFinal(run) && reads >= settings.finalStatusReads;
  if (isKnown) return { 'final-status': finalStatus };
  return settings.finalStatusMeanwhile === 'null' ? { 'final-status': null } : {};
}

function listInvocations(call: RouteCall, { workspace, action }: FoundAction): Answer {
  const run = visibleRun(call, call.params.run);
  if (run === undefined || run.workspaceId !== workspace.id) return notFound();
  const status = call.query.get('filter[status]');
  if (status !== null && !status.split(',').every((word) => FINAL_STATUSES.includes(word)))
    return badRequest('filter[status] must be successful, failed or not_invoked');
  const reads = run.finalReads;
  if (isFinal(run)) run.finalReads += 1;
  const documents = run.invocations
    .filter((invocation) => invocation.action.id === action.id)
    .map((invocation, index) =>
      invocationDocument(run, invocation, index, finalStatus(workspace, run, invocation, reads)),
    )
    .filter(({ attributes }) => status === null || status.split(',').includes(String(attributes['final-status'])));
  const meta = { counts: { invocations: { total: documents.length } } };
  return { status: 200, body: documentOf(documents, [], { meta }) };
}

function listSummaries(call: RouteCall, { workspace, action }: FoundAction): Answer {
  const id = call.query.get('filter[run][id]');
  const runs = [...call.world.runs.values()].filter(
    (run) => (id === null || run.id === id) && run.invocations.some((each) => each.action.id === action.id),
  );
  const isKnown = (run: Run) => run.finalReads >= workspace.settings.finalStatusReads;
  return {
    status: 200,
    body: documentOf(
      runs.reverse().map((run) => runSummaryDocument(action, run, isKnown(run))),
      [],
    ),
  };
}

export const actionRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/workspaces/:id/terraform-actions',
    answer: (call) => answerOf(visibleWorkspace(call, call.params.id), (workspace) => list(call, workspace)),
  },
  {
    method: 'GET',
    path: '/terraform-actions/:action',
    answer: (call) =>
      answerOf(findAction(call), ({ workspace, action }) => ({
        status: 200,
        body: documentOf(actionDocument(call.world, workspace, action, true), []),
      })),
  },
  {
    method: 'GET',
    path: '/terraform-actions/:action/runs/:run/invocations',
    answer: (call) => answerOf(findAction(call), (found) => listInvocations(call, found)),
  },
  {
    method: 'GET',
    path: '/terraform-actions/:action/invocations/run-summary',
    answer: (call) => answerOf(findAction(call), (found) => listSummaries(call, found)),
  },
];
