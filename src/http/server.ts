import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { throttle } from '../flows/guarding/throttle.ts';
import type { Clock } from '../flows/ports/clock.ts';
import { type AnswerCall, BodyRefused, type CallReply } from '../flows/ports/incoming-call.ts';
import { announcesTooMuch, readBody } from './read-body.ts';

/** One path, the one method it serves (HEAD goes with GET), and the longest body it reads. */
export interface Route {
  readonly method: 'GET' | 'POST';
  /** Bytes. */
  readonly longestBody: number;
  readonly answer: AnswerCall;
}

/** Routes by their exact path. */
export type Routes = Readonly<Record<string, Route>>;

export interface ServerParts {
  readonly clock: Clock;
  readonly log: { error(facts: object, message: string): void };
}

/** Limits for slow callers, in milliseconds. */
const LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  /** Load balancers keep an idle connection for 60 s. If we closed it first, a call could be lost on its way. */
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 2_000,
} as const satisfies ServerOptions;
/** A connection on which nothing moves while a call is open is closed (milliseconds). */
const STALLED_AFTER = 60_000;
const BODY_WITHIN = 10_000;

/** Log lines about failures. */
const FAILURE_LINES = { burst: 3, interval: 1_000 } as const;

export interface HttpServer {
  readonly port: number;
  /** Takes no further connection and ends those that are idle. */
  readonly close: () => Promise<void>;
}

/**
 * Starts one plain server for everything that is served; TLS belongs in front of it. Whatever a caller sends, the answer
 * is a status: 404 for an unknown path, 405 for another method, 413 or 408 for a body that is too long or too slow, and
 * 500 for a route that throws or rejects. Throws if the port is taken.
 */
export async function serve(routes: Routes, port: number, { clock, log }: ServerParts): Promise<HttpServer> {
  const logFailure = throttle<{ readonly err: unknown; readonly path?: string }>(clock, FAILURE_LINES, (facts, more) =>
    log.error({ ...facts, more }, 'could not answer a call'),
  );
  const server = createServer(LIMITS, (request, response) => {
    const path = pathOf(request.url ?? '');
    const route = path !== undefined && Object.hasOwn(routes, path) ? routes[path] : undefined;
    const onFailure = (err: unknown): void => logFailure({ err, ...(path !== undefined && { path }) });
    void respond(route, { request, response, clock, onFailure });
  });
  server.timeout = STALLED_AFTER;
  await listen(server, port);
  // A connection that the system could not accept is reported here; without a listener it would end the process.
  server.on('error', (err) => logFailure({ err }));
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const listen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, () => {
      server.off('error', reject);
      resolve();
    });
  });

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly clock: Clock;
  readonly onFailure: (error: unknown) => void;
}

/** Answers one call. Never rejects. */
async function respond(route: Route | undefined, exchange: Exchange): Promise<void> {
  const { request, response, onFailure } = exchange;
  response.on('error', onFailure);
  try {
    const reply = await replyTo(route, exchange);
    // A body that was not read to its end is not waited for either.
    const rest = isWhole(request) ? {} : { connection: 'close' };
    response.writeHead(reply.status, { 'content-type': 'text/plain', ...reply.headers, ...rest }).end(reply.body);
  } catch (error) {
    onFailure(error);
    response.destroy();
  }
}

async function replyTo(route: Route | undefined, { request, clock, onFailure }: Exchange): Promise<CallReply> {
  if (route === undefined) return { status: 404, body: 'not found\n' };
  if (!serves(route, request.method)) return { status: 405, headers: { allow: allowed(route) } };
  if (announcesTooMuch(request, route.longestBody)) return { status: 413 };
  const limits = { longest: route.longestBody, within: BODY_WITHIN };
  try {
    return await route.answer({ headers: request.headers, readBody: () => readBody(request, clock, limits) });
  } catch (error) {
    if (error instanceof BodyRefused) return { status: error.status };
    onFailure(error);
    return { status: 500 };
  }
}

const allowed = ({ method }: Route): string => (method === 'GET' ? 'GET, HEAD' : method);

const serves = ({ method }: Route, used: string | undefined): boolean =>
  used === method || (method === 'GET' && used === 'HEAD');

/** The whole call has arrived: it had no body, or all of it was read. */
const isWhole = ({ headers, complete }: IncomingMessage): boolean =>
  complete || (headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0);

/**
 * The path of a call, exactly as it was sent; `undefined` if the target has none. Proxies may send a whole URL. A target
 * such as `//host/path` is a path that nothing is served under, and not a host.
 */
function pathOf(target: string): string | undefined {
  if (target.startsWith('/')) return target.split('?', 1)[0];
  return /^https?:\/\//i.test(target) ? URL.parse(target)?.pathname : undefined;
}
