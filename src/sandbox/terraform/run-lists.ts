import { usernameOf } from './account-document.ts';
import type { Answer } from './answer.ts';
import { workspaceOf } from './find-in-world.ts';
import { DISCARDABLE } from './flags.ts';
import type { JsonObject } from './json.ts';
import { pageOf } from './paging.ts';
import { documentOf, isAnswer, resolveIncludes } from './resource.ts';
import { answerOf, type Route, type RouteCall, visibleWorkspace } from './route.ts';
import { runDocument } from './run-document.ts';
import { runIncludes } from './run-includes.ts';
import { isFinal, operationOf, type Run } from './runs.ts';

type Filter = (run: Run) => boolean;

function listed(query: URLSearchParams, name: string): readonly string[] | undefined {
  const value = query.get(name);
  return value === null || value === '' ? undefined : value.split(',').map((word) => word.trim());
}

const GROUPS: Readonly<Record<string, Filter>> = {
  final: isFinal,
  non_final: (run) => !isFinal(run),
  discardable: (run) => DISCARDABLE.has(run.status),
};

function matchesText(run: Run, text: string): boolean {
  return run.id === text || run.message.toLowerCase().includes(text.toLowerCase());
}

/** Plan-only runs are omitted unless requested by their operation. */
function filterOf({ query, world }: RouteCall): Filter {
  const operations = listed(query, 'filter[operation]');
  const statuses = listed(query, 'filter[status]');
  const group = GROUPS[query.get('filter[status_group]') ?? ''] ?? (() => true);
  const sources = listed(query, 'filter[source]');
  const workspaces = listed(query, 'filter[workspace_names]');
  const [text, user] = [query.get('search[basic]'), query.get('search[user]')];
  return (run) =>
    (operations?.includes(operationOf(run)) ?? !run.planOnly) &&
    (statuses?.includes(run.status) ?? true) &&
    group(run) &&
    (sources?.includes(run.source) ?? true) &&
    (workspaces?.includes(workspaceOf(world, run).name) ?? true) &&
    (text === null || matchesText(run, text)) &&
    (user === null || usernameOf(run.createdBy) === user);
}

/** Includes plan-only runs, although the list omits them. */
function statusCounts(runs: readonly Run[]): JsonObject {
  const counts: Record<string, number> = { total: runs.length };
  for (const { status } of runs) {
    const name = status.replaceAll('_', '-');
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return { 'status-counts': counts };
}

function list(call: RouteCall, runs: readonly Run[], totals: boolean): Answer {
  const page = pageOf(runs.filter(filterOf(call)).reverse(), { ...call, totals });
  if ('status' in page) return page;
  const included = resolveIncludes(call.query, runIncludes(call), page.items);
  if (isAnswer(included)) return included;
  const meta = { ...page.meta, ...(totals ? statusCounts(runs) : {}) };
  const documents = page.items.map((run) => runDocument(call, run));
  return { status: 200, body: documentOf(documents, included, { links: page.links, meta }) };
}

const runsWhere = ({ world }: RouteCall, wanted: Filter) => [...world.runs.values()].filter(wanted);

export const runListRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/workspaces/:id/runs',
    isRunList: true,
    answer: (call) =>
      answerOf(visibleWorkspace(call, call.params.id), ({ id }) =>
        list(
          call,
          runsWhere(call, (run) => run.workspaceId === id),
          true,
        ),
      ),
  },
  {
    method: 'GET',
    path: '/organizations/:organization/runs',
    isRunList: true,
    answer: (call) => {
      const organization = [call.params.organization].find(
        (name) => name !== undefined && call.access.organizations.has(name),
      );
      return answerOf(organization, (name) =>
        list(
          call,
          runsWhere(call, (run) => workspaceOf(call.world, run).organization === name),
          false,
        ),
      );
    },
  },
];
