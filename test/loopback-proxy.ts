import { createServer } from 'node:http';
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { listenOnLoopback } from './loopback.ts';

export interface LoopbackProxy {
  /** With the credentials, percent-encoded. */
  readonly url: string;
  /** The requested targets, each as `host:port`. */
  readonly targets: readonly string[];
}

interface ProxyOptions {
  readonly user: string;
  readonly password: string;
  /** Names that lead to a port of this machine. Other targets are used as they are. */
  readonly ports?: Readonly<Record<string, number>>;
  /** Names that it refuses (403). */
  readonly refuses?: readonly string[];
}

/** A real HTTP proxy on loopback that tunnels (CONNECT) for clients with its password, and answers 407 to others. */
export async function startProxy({ user, password, ports = {}, refuses = [] }: ProxyOptions): Promise<LoopbackProxy> {
  const targets: string[] = [];
  const open = new Set<Socket>();
  const expected = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const server = createServer((_request, response) => response.writeHead(405).end());
  server.on('connect', (request, client: Socket) => {
    const target = request.url ?? '';
    client.on('error', () => client.destroy());
    if (request.headers['proxy-authorization'] !== expected) {
      client.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="corp"\r\n\r\n');
      return;
    }
    targets.push(target);
    const [, host = '', port = ''] = /^\[?(.+?)\]?:(\d+)$/.exec(target) ?? [];
    if (refuses.includes(host)) return client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    const inner = ports[host];
    const upstream = inner === undefined ? connect(Number(port), host) : connect(inner, '127.0.0.1');
    for (const socket of [client, upstream]) open.add(socket);
    upstream.on('error', () => client.destroy());
    upstream.on('connect', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      upstream.pipe(client);
      client.pipe(upstream);
    });
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  });
  const address = await listenOnLoopback(server);
  onTestFinished(() => {
    for (const socket of open) socket.destroy();
  });
  const credentials = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
  return { url: address.replace('http://', `http://${credentials}@`), targets };
}
