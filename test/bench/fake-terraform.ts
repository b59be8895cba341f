import {
  actionDocument,
  applyDocument,
  invocationDocument,
  planDocument,
  runDocument,
  userDocument,
  workspaceDocument,
} from './fake-documents.ts';
import { ADDRESS, type FakeRun, type FakeWorkspace, type FakeWorld, isOver, statusAt } from './fake-runs.ts';
import { mostWithin } from './numbers.ts';
import type { RunLife } from './run-model.ts';

/** What a call asks for, to count calls by kind. */
type CallKind = 'page' | 'run' | 'workspace' | 'verdict' | 'run_list' | 'create' | 'act' | 'other';

interface Asked {
  readonly method: string;
  /** Below `/api/v2`, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

interface Answered {
  readonly status: number;
  readonly body: unknown;
}

/** The bench's HCP Terraform: fast, with just enough of the service to follow runs. */
export interface FakeTerraform {
  readonly world: FakeWorld;
  readonly answer: (asked: Asked) => Answered;
  /** The times of the calls of this kind, or of all calls. */
  readonly callsOf: (kind?: CallKind) => readonly number[];
  readonly forgetCalls: () => void;
  /** The number of calls above the service's 30 per second. */
  readonly refused: () => number;
}

const notFound: Answered = { status: 404, body: { errors: [{ status: '404', title: 'not found' }] } };
const ok = (body: unknown): Answered => ({ status: 200, body });

interface Route {
  readonly method: string;
  readonly path: RegExp;
  readonly kind: CallKind;
  readonly answer: (asked: Asked, named: readonly string[]) => Answered;
}

/**
 * `lifeOf` draws the life of each created run. Turn the limits off in real time, since a process that was delayed would
 * see bursts that are none.
 */
export function createFakeTerraform(
  world: FakeWorld,
  lifeOf: () => RunLife,
  limits: 'on' | 'off' = 'on',
): FakeTerraform {
  const calls = new Map<CallKind, number[]>();
  const all: number[] = [];
  let refused = 0;
  const routes = routesOf(world, lifeOf);
  return {
    world,
    callsOf: (kind) => (kind === undefined ? all : (calls.get(kind) ?? [])),
    forgetCalls: () => {
      calls.clear();
      all.length = 0;
    },
    refused: () => refused,
    answer(asked) {
      const route = routes.find(({ method, path }) => method === asked.method && path.test(asked.path));
      const kind = route?.kind ?? 'other';
      const now = world.now();
      const ofKind = calls.get(kind) ?? [];
      calls.set(kind, ofKind);
      ofKind.push(now);
      all.push(now);
      if (limits === 'on' && mostWithin(all.slice(-31), 1_000) > 30) {
        refused += 1;
        return { status: 429, body: { errors: [{ status: '429', title: 'rate limited' }] } };
      }
      return route?.answer(asked, route.path.exec(asked.path)?.slice(1).map(decodeURIComponent) ?? []) ?? notFound;
    },
  };
}

function routesOf(world: FakeWorld, lifeOf: () => RunLife): readonly Route[] {
  const runNamed = (id = ''): FakeRun | undefined => world.runs.get(id);
  const shown = (run: FakeRun | undefined, { query }: Asked): Answered =>
    run === undefined
      ? notFound
      : ok({ data: runDocument(run, world.now()), included: partsOf(run, query, world.now()) });
  const workspace = (asked: Asked, found: FakeWorkspace | undefined): Answered =>
    found === undefined
      ? notFound
      : ok({
          data: workspaceDocument(world, found, world.now()),
          included: currentOf(found, asked.query, world.now()),
        });
  return [
    {
      method: 'GET',
      path: /^\/organizations\/[^/]+\/workspaces$/,
      kind: 'page',
      answer: (asked) => pageOfWorkspaces(world, asked),
    },
    { method: 'GET', path: /^\/runs\/([^/]+)$/, kind: 'run', answer: (asked, [id]) => shown(runNamed(id), asked) },
    {
      method: 'GET',
      path: /^\/workspaces\/([^/]+)$/,
      kind: 'workspace',
      answer: (asked, [id = '']) => workspace(asked, world.workspaceNamed(id)),
    },
    {
      method: 'GET',
      path: /^\/organizations\/[^/]+\/workspaces\/([^/]+)$/,
      kind: 'workspace',
      answer: (asked, [name = '']) => workspace(asked, world.workspaceNamed(name)),
    },
    {
      method: 'GET',
      path: /^\/workspaces\/([^/]+)\/terraform-actions$/,
      kind: 'verdict',
      answer: (_, [id = '']) => {
        const found = world.workspaceNamed(id);
        return found === undefined ? notFound : ok({ data: [actionDocument(found, ADDRESS)], links: { next: null } });
      },
    },
    {
      method: 'GET',
      path: /^\/terraform-actions\/[^/]+\/runs\/([^/]+)\/invocations$/,
      kind: 'verdict',
      answer: (_, [id]) => {
        const run = runNamed(id);
        return run === undefined
          ? notFound
          : ok({ data: [invocationDocument(run, world.now())], links: { next: null } });
      },
    },
    {
      method: 'GET',
      path: /^\/(?:workspaces|organizations)\/([^/]+)\/runs$/,
      kind: 'run_list',
      answer: (_, [id = '']) => {
        const current = world.workspaceNamed(id)?.current;
        return ok({ data: current === undefined ? [] : [runDocument(current, world.now())], links: {} });
      },
    },
    { method: 'POST', path: /^\/runs$/, kind: 'create', answer: ({ body }) => create(world, lifeOf, body) },
    {
      method: 'POST',
      path: /^\/runs\/([^/]+)\/actions\/(apply|discard|cancel)$/,
      kind: 'act',
      answer: (_, [id, act]) => take(world, runNamed(id), act),
    },
  ];
}

const included = (query: URLSearchParams): ReadonlySet<string> => new Set(query.get('include')?.split(',') ?? []);

function partsOf(run: FakeRun, query: URLSearchParams, now: number) {
  const asked = included(query);
  return [
    ...(asked.has('plan') ? [planDocument(run, now)] : []),
    ...(asked.has('apply') ? [applyDocument(run, now)] : []),
    ...(asked.has('created_by') ? [userDocument] : []),
  ];
}

function currentOf({ current }: FakeWorkspace, query: URLSearchParams, now: number) {
  const asked = included(query);
  if (current === undefined || ![...asked].some((include) => include.startsWith('current_run'))) return [];
  return [
    runDocument(current, now),
    ...(asked.has('current_run.plan') ? [planDocument(current, now)] : []),
    ...(asked.has('current_run.apply') ? [applyDocument(current, now)] : []),
  ];
}

function pageOfWorkspaces(world: FakeWorld, { query }: Asked): Answered {
  const now = world.now();
  const statuses = query.get('filter[current-run][status]')?.split(',');
  const filtered =
    statuses === undefined
      ? world.workspaces
      : world.workspaces.filter(({ current }) => current !== undefined && statuses.includes(statusAt(current, now)));
  const newestFirst = query.get('sort') === '-current-run.created-at';
  const chosen = newestFirst ? filtered.toSorted((one, other) => beganAt(other) - beganAt(one)) : filtered;
  const size = Math.min(100, Number(query.get('page[size]') ?? 20));
  const number = Number(query.get('page[number]') ?? 1);
  const items = chosen.slice((number - 1) * size, number * size);
  const pages = Math.max(1, Math.ceil(chosen.length / size));
  return ok({
    data: items.map((workspace) => workspaceDocument(world, workspace, now)),
    included: items.flatMap((workspace) => currentOf(workspace, query, now)),
    links: { next: number < pages ? `?page[number]=${number + 1}` : null },
    meta: {
      pagination: {
        'current-page': number,
        'page-size': size,
        'prev-page': number > 1 ? number - 1 : null,
        'next-page': number < pages ? number + 1 : null,
        'total-pages': pages,
        'total-count': chosen.length,
      },
    },
  });
}

const beganAt = ({ current }: FakeWorkspace): number => current?.createdAt ?? Number.NEGATIVE_INFINITY;

interface CreateBody {
  readonly data?: {
    readonly attributes?: { readonly message?: string; readonly 'invoke-action-addrs'?: readonly string[] };
    readonly relationships?: { readonly workspace?: { readonly data?: { readonly id?: string } } };
  };
}

function create(world: FakeWorld, lifeOf: () => RunLife, body: unknown): Answered {
  const { data } = body as CreateBody;
  const workspace = world.workspaceNamed(data?.relationships?.workspace?.data?.id ?? '');
  if (workspace === undefined) return notFound;
  const { message = '', 'invoke-action-addrs': [address = ''] = [] } = data?.attributes ?? {};
  const run = world.start(workspace, { message, address, life: lifeOf() });
  return { status: 201, body: { data: runDocument(run, world.now()) } };
}

/** The real service only queues it (202). Here it happens immediately. */
function take(world: FakeWorld, run: FakeRun | undefined, act: string | undefined): Answered {
  if (run === undefined) return notFound;
  const status = statusAt(run, world.now());
  if (isOver(status) || (act === 'apply' && status !== 'planned')) {
    return { status: 409, body: { errors: [{ status: '409', title: 'transition not allowed' }] } };
  }
  if (act === 'apply') run.confirmedAt = world.now();
  else run.endedAt = world.now();
  return { status: 202, body: {} };
}
