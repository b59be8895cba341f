import { request as requestOverHttp } from 'node:http';
import { createServer, type Server } from 'node:https';
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Certificates } from './certificates.ts';
import { listenOnLoopback } from './loopback.ts';

interface TlsFront {
  readonly port: number;
}

/**
 * Puts TLS in front of a server, like a load balancer. WebSockets pass. With `webSocketsAt`, the server's answers name
 * that origin instead of its own `ws://`.
 */
export async function startTlsFront(
  { key, certificate }: Certificates,
  inner: string,
  webSocketsAt?: () => string,
): Promise<TlsFront> {
  const { hostname, port, host } = new URL(inner);
  const open = new Set<Socket>();
  const server: Server = createServer({ key, cert: certificate }, (request, response) => {
    const { method, url, headers } = request;
    const call = requestOverHttp({ hostname, port, method, path: url, headers: { ...headers, host } }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const { 'content-length': _, ...rest } = answer.headers;
        response.writeHead(answer.statusCode ?? 502, rest);
        response.end(webSocketsAt === undefined ? text : text.replaceAll(`ws://${host}`, webSocketsAt()));
      });
    });
    call.on('error', () => response.destroy());
    request.pipe(call);
  });
  server.on('upgrade', (request, socket: Socket, head) => {
    const upstream = connect(Number(port), hostname, () => {
      const lines = request.rawHeaders.flatMap((name, index, all) =>
        index % 2 === 0 ? [`${name}: ${all[index + 1]}`] : [],
      );
      upstream.write(`GET ${request.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
      upstream.write(head);
      socket.pipe(upstream).pipe(socket);
    });
    for (const end of [socket, upstream]) {
      open.add(end);
      end.on('error', () => end.destroy());
    }
    socket.on('close', () => upstream.destroy());
    upstream.on('close', () => socket.destroy());
  });
  onTestFinished(() => {
    for (const socket of open) socket.destroy();
  });
  return { port: Number(new URL(await listenOnLoopback(server)).port) };
}
