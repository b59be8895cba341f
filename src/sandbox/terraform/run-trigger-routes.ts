import { type Answer, badRequest } from './answer.ts';
import { pageOf } from './paging.ts';
import { documentOf, millisecondsStamp, type Resource, relation } from './resource.ts';
import { answerOf, type Route, type RouteCall, visibleWorkspace } from './route.ts';
import type { Workspace } from './workspaces.ts';

/** A successful apply in `source` starts a run in `target`. */
interface RunTrigger {
  readonly source: Workspace;
  readonly target: Workspace;
}

function triggersOf({ world }: RouteCall): readonly RunTrigger[] {
  const all = [...world.workspaces.values()];
  return all.flatMap((source) =>
    all
      .filter(
        ({ name, organization }) => organization === source.organization && source.settings.triggers.includes(name),
      )
      .map((target) => ({ source, target })),
  );
}

const triggerDocument = ({ source, target }: RunTrigger): Resource => ({
  id: `rt-${source.id.slice(3, 11)}${target.id.slice(3, 11)}`,
  type: 'run-triggers',
  attributes: {
    'workspace-name': target.name,
    'sourceable-name': source.name,
    'created-at': millisecondsStamp(target.createdAt),
  },
  relationships: {
    workspace: relation('workspaces', target.id),
    sourceable: relation('workspaces', source.id),
  },
});

/** The filter is required: `outbound` are the workspaces that this one starts. */
function list(call: RouteCall, workspace: Workspace): Answer {
  const type = call.query.get('filter[run-trigger][type]');
  if (type !== 'inbound' && type !== 'outbound')
    return badRequest('filter[run-trigger][type] must be inbound or outbound');
  const end = type === 'outbound' ? 'source' : 'target';
  const page = pageOf(
    triggersOf(call).filter((trigger) => trigger[end].id === workspace.id),
    { ...call, totals: true },
  );
  if ('status' in page) return page;
  const { links, meta } = page;
  return { status: 200, body: documentOf(page.items.map(triggerDocument), [], { links, meta }) };
}

export const runTriggerRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/workspaces/:id/run-triggers',
    answer: (call) => answerOf(visibleWorkspace(call, call.params.id), (workspace) => list(call, workspace)),
  },
];
