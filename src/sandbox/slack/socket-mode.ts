import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import type { Changes } from './changes.ts';
import type { DeliverOptions, Envelope, Transport, TransportAnswer } from './deliveries.ts';
import type { Identifiers } from './identifiers.ts';
import { isObject, parseObject, stringOf } from './json.ts';

/** Slack's rule: an app has at most ten connections. */
const MOST_CONNECTIONS = 10;

/** Clients give up a connection after half a minute of their own time without a ping (milliseconds). */
const PING_EVERY = 10_000;

export type DisconnectReason = 'refresh_requested' | 'warning' | 'link_disabled' | 'too_many_websockets';

export interface SocketMode extends Transport {
  readonly connectionCount: number;
  /** A ticket that opens one connection. */
  issueTicket(): string;
  /** Accepts a WebSocket upgrade. Refuses it without a valid ticket. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Asks clients to reconnect. `connection` is counted from 0. Default: all. */
  disconnect(reason: DisconnectReason, connection?: number): void;
  /** Breaks connections without notice. */
  drop(connection?: number): void;
  /** Sends this unchanged to every connection, whatever its shape. */
  sendRaw(message: string | Buffer): void;
  close(): void;
}

interface Connection {
  readonly socket: WebSocket;
  /** Asked to reconnect, so it gets no new payloads. */
  isLeaving: boolean;
}

/** The open connections, and the envelopes without an acknowledgement. */
interface Sockets {
  connections: readonly Connection[];
  readonly waiting: Map<string, (answer: TransportAnswer) => void>;
  turn: number;
}

export function createSocketMode(parts: {
  readonly appId: string;
  readonly identifiers: Identifiers;
  readonly changes: Changes;
}): SocketMode {
  const server = new WebSocketServer({ noServer: true });
  const tickets = new Set<string>();
  const sockets: Sockets = { connections: [], waiting: new Map(), turn: 0 };
  const pings = setInterval(() => {
    for (const { socket } of sockets.connections) socket.ping();
  }, PING_EVERY);
  return {
    get connectionCount() {
      return sockets.connections.length;
    },
    issueTicket() {
      const ticket = parts.identifiers.secret();
      tickets.add(ticket);
      return ticket;
    },
    upgrade(request, socket, head) {
      const ticket = new URL(request.url ?? '/', 'http://localhost').searchParams.get('ticket');
      if (ticket === null || !tickets.delete(ticket)) {
        socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n');
        return;
      }
      server.handleUpgrade(request, socket, head, (opened) => accept(sockets, opened, parts));
    },
    send: (envelope, options, answered) => sendEnvelope(sockets, envelope, options, answered),
    disconnect(reason, which) {
      for (const connection of pick(sockets, which)) sendDisconnect(connection, reason);
    },
    drop(which) {
      for (const { socket } of pick(sockets, which)) socket.terminate();
    },
    sendRaw(message) {
      for (const { socket } of sockets.connections) socket.send(message);
    },
    close() {
      clearInterval(pings);
      for (const { socket } of sockets.connections) socket.terminate();
      server.close();
    },
  };
}

function accept(
  sockets: Sockets,
  socket: WebSocket,
  parts: { readonly appId: string; readonly changes: Changes },
): void {
  const connection: Connection = { socket, isLeaving: false };
  socket.on('error', () => socket.terminate());
  if (sockets.connections.length >= MOST_CONNECTIONS) {
    sendDisconnect(connection, 'too_many_websockets');
    return;
  }
  sockets.connections = [...sockets.connections, connection];
  socket.on('close', () => {
    sockets.connections = sockets.connections.filter((one) => one !== connection);
    parts.changes.notify('connection');
  });
  socket.on('message', (data) => acknowledge(String(data), sockets.waiting));
  sendJson(socket, hello(parts.appId, sockets.connections.length));
  socket.ping();
  parts.changes.notify('connection');
}

function sendEnvelope(
  sockets: Sockets,
  envelope: Envelope,
  options: DeliverOptions,
  answered: (answer: TransportAnswer) => void,
): () => void {
  const chosen = choose(sockets, options);
  if (chosen === undefined) {
    answered({ acknowledged: false });
    return () => {};
  }
  sockets.waiting.set(envelope.id, answered);
  sendJson(chosen.socket, wireForm(envelope));
  return () => void sockets.waiting.delete(envelope.id);
}

/** Sends payloads to the connections in turn, unless a test chooses one. */
function choose(sockets: Sockets, options: DeliverOptions): Connection | undefined {
  if (options.connection === undefined) {
    const open = sockets.connections.filter((one) => !one.isLeaving && one.socket.readyState === WebSocket.OPEN);
    return open[sockets.turn++ % Math.max(1, open.length)];
  }
  const wanted = sockets.connections[options.connection];
  if (wanted === undefined) {
    throw new Error(`The bot has ${sockets.connections.length} connections, so none is number ${options.connection}.`);
  }
  return wanted;
}

function pick({ connections }: Sockets, which: number | undefined): readonly Connection[] {
  return which === undefined ? connections : connections.slice(which, which + 1);
}

function acknowledge(message: string, waiting: Map<string, (answer: TransportAnswer) => void>): void {
  const parsed = parseObject(message);
  const id = stringOf(parsed?.envelope_id);
  const answered = id === undefined ? undefined : waiting.get(id);
  if (id === undefined || answered === undefined) return;
  waiting.delete(id);
  const payload = parsed?.payload;
  answered({ acknowledged: true, body: isObject(payload) && Object.keys(payload).length > 0 ? payload : undefined });
}

function sendDisconnect(connection: Connection, reason: DisconnectReason): void {
  if (reason !== 'warning') connection.isLeaving = true;
  sendJson(connection.socket, { type: 'disconnect', reason, debug_info: { host: 'sandbox' } });
  if (reason === 'too_many_websockets') connection.socket.close(1008);
}

function sendJson(socket: WebSocket, message: object): void {
  socket.send(JSON.stringify(message));
}

function hello(appId: string, connectionCount: number): object {
  return {
    type: 'hello',
    num_connections: connectionCount,
    debug_info: { host: 'sandbox', build_number: 1, approximate_connection_time: 18_060 },
    connection_info: { app_id: appId },
  };
}

function wireForm({ id, kind, payload, acceptsAnswer }: Envelope): object {
  return { envelope_id: id, type: kind, payload, accepts_response_payload: acceptsAnswer };
}
