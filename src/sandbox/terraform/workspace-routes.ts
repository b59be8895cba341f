import { type Answer, notFound } from './answer.ts';
import { pageOf } from './paging.ts';
import { documentOf, isAnswer, resolveIncludes } from './resource.ts';
import { answerOf, type Route, type RouteCall, visibleWorkspace } from './route.ts';
import { currentRunOf, workspaceDocument } from './workspace-document.ts';
import { workspaceIncludes } from './workspace-includes.ts';
import type { Workspace } from './workspaces.ts';

function show(call: RouteCall, workspace: Workspace): Answer {
  const included = resolveIncludes(call.query, workspaceIncludes(call), [workspace]);
  return isAnswer(included)
    ? included
    : { status: 200, body: documentOf(workspaceDocument(call, workspace), included) };
}

function workspacesOf({ world, access }: RouteCall, organization: string): readonly Workspace[] | undefined {
  if (!access.organizations.has(organization)) return undefined;
  return [...world.workspaces.values()]
    .filter((workspace) => workspace.organization === organization)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Sorted by name by default. A workspace that never had a run counts as the oldest. */
function sorted(call: RouteCall, workspaces: readonly Workspace[]): readonly Workspace[] {
  const sort = call.query.get('sort') ?? 'name';
  const createdAt = (workspace: Workspace): number => currentRunOf(call, workspace)?.createdAt ?? 0;
  const up =
    sort.replace(/^-/, '') === 'current-run.created-at'
      ? [...workspaces].sort((one, other) => createdAt(one) - createdAt(other))
      : workspaces;
  return sort.startsWith('-') ? [...up].reverse() : up;
}

function list(call: RouteCall): Answer {
  const all = workspacesOf(call, call.params.organization ?? '');
  if (all === undefined) return notFound();
  const name = call.query.get('search[name]')?.toLowerCase() ?? '';
  const statuses = call.query.get('filter[current-run][status]')?.split(',');
  const wanted = all.filter(
    (workspace) =>
      workspace.name.toLowerCase().includes(name) &&
      (statuses?.includes(currentRunOf(call, workspace)?.status ?? '') ?? true),
  );
  const page = pageOf(sorted(call, wanted), { ...call, totals: true });
  if ('status' in page) return page;
  const included = resolveIncludes(call.query, workspaceIncludes(call), page.items);
  if (isAnswer(included)) return included;
  const documents = page.items.map((workspace) => workspaceDocument(call, workspace));
  return { status: 200, body: documentOf(documents, included, { links: page.links, meta: page.meta }) };
}

export const workspaceRoutes: readonly Route[] = [
  { method: 'GET', path: '/organizations/:organization/workspaces', answer: list },
  {
    method: 'GET',
    path: '/organizations/:organization/workspaces/:name',
    answer: (call) => {
      const all = workspacesOf(call, call.params.organization ?? '');
      return answerOf(
        all?.find(({ name }) => name === call.params.name),
        (workspace) => show(call, workspace),
      );
    },
  },
  {
    method: 'GET',
    path: '/workspaces/:id',
    answer: (call) => answerOf(visibleWorkspace(call, call.params.id), (workspace) => show(call, workspace)),
  },
];
