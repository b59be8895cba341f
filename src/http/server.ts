import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What is served under a path; a route answers every method it wants to. */
export type Routes = Readonly<Record<string, RequestListener>>;

/** Longer than load balancers keep a connection that is idle (60 s), so that none is closed under what it just sent (milliseconds). */
const KEPT_ALIVE = 65_000;

export interface HttpServer {
  readonly port: number;
  /** Takes no further connection and ends those that are idle. */
  readonly close: () => Promise<void>;
}

/** One plain server for all that is served; whoever needs TLS puts it in front. Throws where the port is taken. */
export async function serve(routes: Routes, port: number): Promise<HttpServer> {
  const server = createServer((request, response) => {
    const path = pathOf(request.url ?? '/');
    const route = path !== undefined && Object.hasOwn(routes, path) ? routes[path] : undefined;
    if (route === undefined) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('not found\n');
      return;
    }
    route(request, response);
  });
  server.keepAliveTimeout = KEPT_ALIVE;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Anybody can ask for what is no address, such as `//`, and must not stop the program by it. */
function pathOf(target: string): string | undefined {
  const base = 'http://localhost';
  return URL.canParse(target, base) ? new URL(target, base).pathname : undefined;
}
