import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/** Limits of a call that changes something, which is sent at most once (milliseconds). */
export const CHANGING_CALL = {
  /** From sending it to the end of its answer. */
  within: 20_000,
  /** What was decided longer ago may not be true any more when the connection stands. */
  sentWithin: 5_000,
} as const;

/** Not a byte of the call was sent, so it had no effect. */
export class NotSent extends Error {
  constructor() {
    super('it took too long to connect, and the call was not sent');
    this.name = 'NotSent';
  }
}

type OnAnswer = (answer: IncomingMessage) => void;

/**
 * A transport for axios that connects first and then calls `isInTime` before it sends the first byte. A process may
 * stall while it connects, and its decision would then be too old.
 */
export function sendInTime(address: string, isInTime: () => boolean): object {
  const node = address.startsWith('https:') ? https : http;
  const request = (options: RequestOptions, onAnswer: OnAnswer): ClientRequest => {
    const call = node.request(options, onAnswer);
    const [write, end] = [call.write.bind(call), call.end.bind(call)];
    const body: (string | Buffer)[] = [];
    // Node sends headers only with the first write, and axios writes the body once.
    call.write = ((part: string | Buffer) => body.push(part) > 0) as ClientRequest['write'];
    call.end = (() => {
      whenConnected(call, () => {
        if (!isInTime()) return void call.destroy(new NotSent());
        for (const part of body) write(part);
        end();
      });
      return call;
    }) as ClientRequest['end'];
    return call;
  };
  return { ...node, request };
}

function whenConnected(call: ClientRequest, go: () => void): void {
  call.once('socket', (socket: Socket) => {
    // A TLS connection is ready after its handshake.
    const isSecured = !(socket instanceof TLSSocket) || socket.getFinished() !== undefined;
    if (!socket.connecting && isSecured) return go();
    socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', go);
  });
}
