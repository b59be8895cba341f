import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { Secret } from '../../src/flows/ports/secret.ts';
import type { Connection } from '../../src/terraform/calling/connection.ts';
import { connectHcpTerraform } from '../../src/terraform/client.ts';
import { listenOnLoopback } from '../loopback.ts';
import { type HandClock, startHandClock } from './hand-clock.ts';

export interface SeenCall {
  readonly method: string;
  /** As received, still percent-encoded. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The connection of the call. */
  readonly socket: number;
}

export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | object;
  /** Breaks the connection after the headers and this much of the body. */
  readonly breaksOff?: boolean;
}

/** `hang`: never answers. `reset`: the connection breaks before any answer. */
export type Script = (call: SeenCall, count: number) => Reply | 'hang' | 'reset';

export interface ScriptedServer {
  readonly url: string;
  readonly calls: readonly SeenCall[];
}

/** A real HTTP server with the test's answers. Closed after the test. */
export async function startServer(script: Script): Promise<ScriptedServer> {
  const calls: SeenCall[] = [];
  let sockets = 0;
  const numbers = new WeakMap<object, number>();
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(Buffer.from(piece));
    const { method = '', url = '', headers, socket } = request;
    const call = { method, url, headers, body: Buffer.concat(pieces).toString(), socket: numbers.get(socket) ?? 0 };
    calls.push(call);
    const reply = script(call, calls.length);
    if (reply === 'hang') return;
    if (reply === 'reset') return void socket.resetAndDestroy();
    const { status = 200, body = '', breaksOff = false } = reply;
    const isPlain = typeof body === 'string' || body instanceof Uint8Array;
    const type = { 'content-type': isPlain ? 'text/plain' : 'application/vnd.api+json' };
    response.writeHead(status, { ...type, ...reply.headers });
    if (!breaksOff) return void response.end(isPlain ? body : JSON.stringify(body));
    response.write(isPlain ? body : JSON.stringify(body).slice(0, 20), () => socket.destroy());
  });
  server.on('connection', (socket) => {
    sockets += 1;
    numbers.set(socket, sockets);
  });
  const url = await listenOnLoopback(server);
  return { url, calls };
}

/** A token that changes to the next of these each time it is read again. */
export function secret(first: string, ...next: readonly string[]): Secret & { readonly rereads: () => number } {
  const left = [...next];
  let current = first;
  let rereads = 0;
  return {
    current: () => current,
    reread: () => {
      rereads += 1;
      const renewed = left.shift();
      if (renewed === undefined) return false;
      current = renewed;
      return true;
    },
    rereads: () => rereads,
  };
}

export const TOKEN = 'tfe-token-of-the-test';

export interface Connected {
  readonly terraform: ReturnType<typeof connectHcpTerraform>;
  readonly clock: HandClock;
  /** All log lines, as JSON. */
  readonly logged: readonly string[];
}

/** The client under test, on a stopped clock and without jitter. */
export function connect(
  address: string,
  more: Partial<Connection> = {},
  others: readonly Connection[] = [],
): Connected {
  const clock = startHandClock();
  const logged: string[] = [];
  const line = (facts: Readonly<Record<string, unknown>>, message: string): void =>
    void logged.push(JSON.stringify({ ...facts, message }));
  const terraform = connectHcpTerraform({
    connections: [{ address, token: secret(TOKEN), ...more }, ...others],
    clock,
    log: { debug: line, info: line, warn: line },
    userAgent: 'tf-action/test',
    random: () => 0,
  });
  return { terraform, clock, logged };
}

/** The result, successful or not, while the test moves the clock. */
export function watch<Value>(promise: Promise<Value>): {
  readonly ended: () => boolean;
  readonly promise: Promise<Value>;
} {
  let ended = false;
  const end = (): void => {
    ended = true;
  };
  promise.then(end, end);
  return { ended: () => ended, promise };
}

/** A run's document with the test's changes. */
export const runDocument = (attributes: object = {}, id = 'run-1', relationships: object = {}): object => ({
  data: { id, type: 'runs', attributes: { status: 'pending', message: 'm', ...attributes }, relationships },
});
