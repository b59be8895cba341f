import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Outcome } from './outcome.ts';
import { postResponse } from './post-response.ts';
import type { SocketMode } from './socket-mode.ts';
import { callMethod } from './web-api/call-method.ts';
import type { Method } from './web-api/method.ts';
import type { World } from './world.ts';

const LARGEST_BODY = 1_000_000;

export interface HttpServer {
  /** For example `http://127.0.0.1:1234`. */
  readonly origin: string;
  close(): Promise<void>;
}

/** Serves the Web API, the response_urls and Socket Mode (if used) on one port. */
export async function listen(
  world: World,
  socketMode: SocketMode,
  methods: Readonly<Record<string, Method>>,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<HttpServer> {
  const slow = new Set<unknown>();
  const later: Later = (run, milliseconds) => {
    const handle = world.clock.setTimeout(() => {
      slow.delete(handle);
      run();
    }, milliseconds);
    slow.add(handle);
  };
  const server = createServer((request, response) => {
    answer(world, methods, later, request, response).catch(() => request.socket.destroy());
  });
  server.on('upgrade', (request, socket, head) => {
    if (world.faults.isDown) socket.destroy();
    else socketMode.upgrade(request, socket, head);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const bound = typeof address === 'object' ? address?.port : undefined;
  return {
    origin: `http://${host}:${bound ?? port}`,
    close: () => close(server, () => slow.forEach(world.clock.clearTimeout)),
  };
}

/** Delays an answer. Answers that are still delayed when the server closes are never sent. */
type Later = (run: () => void, milliseconds: number) => void;

async function answer(
  world: World,
  methods: Readonly<Record<string, Method>>,
  later: Later,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request);
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const outcome = route(world, methods, request, pathname, body ?? searchParams.toString());
  if (world.ahead.milliseconds !== 0)
    response.setHeader('date', new Date(Date.now() + world.ahead.milliseconds).toUTCString());
  give(later, outcome, request, response);
}

function route(
  world: World,
  methods: Readonly<Record<string, Method>>,
  request: IncomingMessage,
  pathname: string,
  body: string,
): Outcome {
  const isRead = request.method === 'GET';
  const contentType = isRead ? 'application/x-www-form-urlencoded' : (request.headers['content-type'] ?? '');
  if (pathname.startsWith('/api/')) {
    const { authorization } = request.headers;
    return callMethod(world, methods, { method: pathname.slice('/api/'.length), contentType, authorization, body });
  }
  if (/^\/(commands|actions)\//.test(pathname) && request.method === 'POST') return postResponse(world, pathname, body);
  return { kind: 'answered', reply: { status: 404, body: { ok: false, error: 'not_found' } }, after: 0 };
}

function give(later: Later, outcome: Outcome, request: IncomingMessage, response: ServerResponse): void {
  if (outcome.kind === 'silent') return;
  if (outcome.kind === 'broken') {
    request.socket.destroy();
    return;
  }
  const { status, body, headers } = outcome.reply;
  const send = () => {
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
    response.end(JSON.stringify(body));
  };
  if (outcome.after === 0) send();
  else later(send, outcome.after);
}

/** `undefined` for a GET request, whose arguments are in its address. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  if (request.method === 'GET') return undefined;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > LARGEST_BODY) throw new Error('The body is larger than Slack takes.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function close(server: Server, forget: () => void): Promise<void> {
  forget();
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
