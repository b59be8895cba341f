import { accountRoutes } from './account-routes.ts';
import { actionRoutes } from './action-routes.ts';
import { type Answer, errorAnswer, notFound, rateLimited, unauthorized, unprocessable } from './answer.ts';
import type { Call } from './calls.ts';
import { isObject } from './json.ts';
import { LOG_PATH, type LogAddresses } from './log-addresses.ts';
import { organizationRoutes } from './organization-routes.ts';
import { addQuirks } from './quirks.ts';
import type { Limits, RateLimiter } from './rate-limit.ts';
import { matchPath, type Route } from './route.ts';
import { runListRoutes } from './run-lists.ts';
import { showRunPage } from './run-page.ts';
import { runRoutes } from './run-routes.ts';
import { runTriggerRoutes } from './run-trigger-routes.ts';
import type { TokenBook } from './tokens.ts';
import { workspaceRoutes } from './workspace-routes.ts';
import type { World } from './world.ts';

const API = '/api/v2';
const MEDIA_TYPE = 'application/vnd.api+json';
const ROUTES: readonly Route[] = [
  ...accountRoutes,
  ...organizationRoutes,
  ...workspaceRoutes,
  ...runRoutes,
  ...runListRoutes,
  ...actionRoutes,
  ...runTriggerRoutes,
];

export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string | undefined;
  readonly contentType: string | undefined;
  readonly body: string;
  readonly address: string;
}

export interface ApiParts {
  readonly world: World;
  readonly tokens: TokenBook;
  readonly logs: LogAddresses;
  readonly limiter: RateLimiter;
  readonly limits: Limits;
  readonly quirks: boolean;
  readonly baseUrl: () => string;
  readonly countLimited: () => void;
}

interface FoundRoute {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

function findRoute(method: string, path: string): FoundRoute | undefined {
  if (!path.startsWith(`${API}/`)) return undefined;
  for (const route of ROUTES) {
    const params = route.method === method ? matchPath(route.path, path.slice(API.length)) : undefined;
    if (params !== undefined) return { route, params };
  }
  return undefined;
}

function parse(text: string): { readonly value: unknown } | undefined {
  if (text.trim() === '') return { value: undefined };
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** Checks the rate limit first, then the token, then the request itself. */
function answerApi(parts: ApiParts, request: ApiRequest): Answer {
  const { world, limits } = parts;
  const access = parts.tokens.find(request.authorization);
  const found = findRoute(request.method, request.path);
  const limited = parts.limiter(access?.identity.id ?? request.address, found?.route.isRunList === true);
  if (limited !== undefined) {
    parts.countLimited();
    return rateLimited(limited.limit, limited.waitMilliseconds);
  }
  if (access === undefined) return unauthorized();
  if (request.method !== 'GET' && request.contentType?.split(';')[0]?.trim() !== MEDIA_TYPE)
    return errorAnswer(415, 'unsupported media type', `Content-Type must be ${MEDIA_TYPE}`);
  if (found === undefined) return notFound();
  const body = parse(request.body);
  if (body === undefined) return unprocessable('Malformed request body');
  const url = `${parts.baseUrl()}${request.path}`;
  const { query } = request;
  const answer = found.route.answer({
    world,
    access,
    logs: parts.logs,
    params: found.params,
    query,
    body: body.value,
    url,
  });
  const limit =
    found.route.isRunList === true ? Math.min(limits.runListsPerMinute, limits.perSecond) : limits.perSecond;
  return { ...answer, headers: { 'x-ratelimit-limit': String(limit), ...answer.headers } };
}

/** The discovery document of the API, for `terraform login` and other clients. */
const discovery = (): Answer => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: { 'tfe.v2': `${API}/`, 'tfe.v2.1': `${API}/`, 'tfe.v2.2': `${API}/` },
});

const ping = (limits: Limits): Answer => ({
  status: 204,
  headers: {
    'TFP-API-Version': '2.6',
    'TFP-AppName': 'HCP Terraform',
    'X-TFE-Current-Version': '1.1.0',
    'X-RateLimit-Limit': String(limits.perSecond),
  },
});

/** Performs a request immediately and returns the service's answer. */
export function answerRequest(parts: ApiParts, request: ApiRequest): Answer {
  const { path } = request;
  if (path === '/.well-known/terraform.json') return discovery();
  if (path === `${API}/ping`) return ping(parts.limits);
  if (path.startsWith(LOG_PATH))
    return parts.logs.read(path.slice(LOG_PATH.length), request.query, request.authorization);
  if (path.startsWith('/app/')) return showRunPage(parts.world, path);
  const answer = answerApi(parts, request);
  return parts.quirks && isObject(answer.body) ? { ...answer, body: addQuirks(answer.body) } : answer;
}

/** The logged form of a request, without its token and the secret in its address. */
export function describeRequest(parts: ApiParts, request: ApiRequest, at: number): Call {
  const query = request.query.size === 0 ? '' : `?${request.query}`;
  const shown = request.path.startsWith(LOG_PATH) ? `${LOG_PATH}…` : request.path;
  return {
    at,
    method: request.method,
    path: `${shown}${query}`,
    route: findRoute(request.method, request.path)?.route.path,
    identity: parts.tokens.find(request.authorization)?.identity.name,
    body: parse(request.body)?.value ?? (request.body === '' ? undefined : request.body),
    ended: undefined,
  };
}
