import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { throttle } from '../flows/guarding/throttle.ts';
import type { Clock } from '../flows/ports/clock.ts';
import { type AnswerCall, BodyRefused, type CallReply } from '../flows/ports/incoming-call.ts';
import { announcesTooMuch, readBody } from './read-body.ts';

/** The route of one path: its method (GET includes HEAD) and the longest body it reads. */
export interface Route {
  readonly method: 'GET' | 'POST';
  /** Bytes. */
  readonly longestBody: number;
  readonly answer: AnswerCall;
}

/** Routes by exact path. */
export type Routes = Readonly<Record<string, Route>>;

export interface ServerParts {
  readonly clock: Clock;
  readonly log: { error(facts: object, message: string): void };
}

/** Timeouts for slow callers (milliseconds). */
const LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  /** Load balancers keep idle connections for 60 s. If we closed one first, a call could be lost. */
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 2_000,
} as const satisfies ServerOptions;
/** Closes a connection if nothing moves on it during a call (milliseconds). */
const STALLED_AFTER = 60_000;
const BODY_WITHIN = 10_000;

/** The limit of log lines about failures. */
const FAILURE_LINES = { burst: 3, interval: 1_000 } as const;

export interface HttpServer {
  readonly port: number;
  /** Stops accepting connections and closes all open ones. */
  readonly close: () => Promise<void>;
}

/**
 * Starts a plain HTTP server; put TLS in front of it. Every call gets a status: 404 for an unknown path, 405 for
 * another method, 413 or 408 for a body that is too long or too slow, and 500 if a route throws. Throws if the port is
 * taken.
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
  // Emitted if the system cannot accept a connection. Without a listener it would end the process.
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
    // Do not wait for the rest of a body that was not read completely.
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

/** True if the whole call has arrived: it had no body, or all of it was read. */
const isWhole = ({ headers, complete }: IncomingMessage): boolean =>
  complete || (headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0);

/**
 * The path of a call, exactly as sent. `undefined` if the target has none. Proxies may send a whole URL. A target such
 * as `//host/path` is an unknown path, not a host.
 */
function pathOf(target: string): string | undefined {
  if (target.startsWith('/')) return target.split('?', 1)[0];
  return /^https?:\/\//i.test(target) ? URL.parse(target)?.pathname : undefined;
}
