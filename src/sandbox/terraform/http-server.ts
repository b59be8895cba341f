import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Answer } from './answer.ts';
import { type ApiParts, type ApiRequest, answerRequest, describeRequest } from './api.ts';
import { type Call, recordCall } from './calls.ts';
import { answerOfFault, effectOf, type FaultOptions, type Faults } from './faults.ts';

export interface ServerParts extends ApiParts {
  readonly faults: Faults;
  readonly calls: Call[];
}

export interface HttpServer {
  readonly port: number;
  /** Closes all connections, and every new one immediately. */
  down(): void;
  up(): void;
  setAhead(milliseconds: number): void;
  close(): Promise<void>;
}

/** More than any request to the sandbox needs. Larger bodies are answered with 413. */
const LARGEST_BODY_BYTES = 1024 * 1024;

async function readBody(incoming: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    size += chunk.length;
    if (size > LARGEST_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, answer: Answer): void {
  if (response.destroyed) return;
  response.statusCode = answer.status;
  if (typeof answer.body === 'object' && !(answer.body instanceof Uint8Array))
    response.setHeader('content-type', 'application/vnd.api+json; charset=utf-8');
  for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, value);
  if (answer.body === undefined) response.end();
  else if (typeof answer.body === 'string' || answer.body instanceof Uint8Array) response.end(answer.body);
  else response.end(JSON.stringify(answer.body));
}

/** Applies a fault: what the service still does, and its answer. */
function takeEffect(parts: ServerParts, request: ApiRequest, fault: FaultOptions): Answer {
  const effect = effectOf(fault);
  if (typeof effect === 'object') parts.world.later(effect.afterMilliseconds, () => void answerRequest(parts, request));
  const first = effect === 'once' || effect === 'twice' ? answerRequest(parts, request) : undefined;
  if (effect === 'twice') answerRequest(parts, request);
  return first === undefined || fault.status !== undefined ? answerOfFault(fault) : first;
}

function reply(parts: ServerParts, call: Call, response: ServerResponse, answer: Answer | 'destroy'): void {
  if (answer === 'destroy') response.destroy();
  else send(response, answer);
  call.ended = answer === 'destroy' ? 'connection destroyed' : answer.status;
  parts.world.changed();
}

function respond(parts: ServerParts, request: ApiRequest, response: ServerResponse): void {
  const call = describeRequest(parts, request, parts.world.clock.now());
  recordCall(parts.calls, call);
  parts.world.changed();
  const fault = parts.faults.meet(call);
  if (fault === undefined) {
    reply(parts, call, response, answerRequest(parts, request));
    return;
  }
  const answer = takeEffect(parts, request, fault);
  if (fault.hang === true) return;
  const end = () => reply(parts, call, response, fault.destroy === true ? 'destroy' : answer);
  if (fault.delayMilliseconds === undefined) end();
  else parts.world.later(fault.delayMilliseconds, end);
}

async function handle(parts: ServerParts, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(incoming).catch(() => undefined);
  if (body === undefined) return send(response, { status: 413 });
  const target = `http://sandbox${incoming.url ?? '/'}`;
  if (!URL.canParse(target)) return send(response, { status: 400 });
  const { pathname, searchParams } = new URL(target);
  respond(
    parts,
    {
      method: incoming.method ?? 'GET',
      path: pathname,
      query: searchParams,
      authorization: incoming.headers.authorization,
      contentType: incoming.headers['content-type'],
      body,
      address: incoming.socket.remoteAddress ?? 'unknown',
    },
    response,
  );
}

function isListeningOn(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

export async function listen(parts: ServerParts, host: string, port: number): Promise<HttpServer> {
  const sockets = new Set<Socket>();
  let isDown = false;
  let ahead = 0;
  const server = createServer((incoming, response) => {
    if (ahead !== 0) response.setHeader('date', new Date(Date.now() + ahead).toUTCString());
    void handle(parts, incoming, response);
  });
  server.on('connection', (socket) => {
    if (isDown) return socket.destroy();
    sockets.add(socket);
    return socket.on('close', () => sockets.delete(socket));
  });
  const destroyAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: await isListeningOn(server, host, port),
    down: () => {
      isDown = true;
      destroyAll();
    },
    up: () => {
      isDown = false;
    },
    setAhead: (milliseconds) => {
      ahead = milliseconds;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        destroyAll();
      }),
  };
}
