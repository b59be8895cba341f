import { type ClientRequestArgs, Agent as HttpAgent, request as requestOverHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestOverTls } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { buildConnector, type Dispatcher, Agent as UndiciAgent } from 'undici';
import { type FindProxy, Obstructed, type ProxyServer } from '../flows/ports/service-route.ts';
import type { Outbound as ByAgents } from '../terraform/calling/exchange.ts';

/** The timeout for connecting through a proxy (milliseconds). */
const CONNECT_WITHIN = 10_000;

/** How both services are reached: HCP Terraform by Node's agents, Slack and its WebSockets by undici's dispatchers. */
export interface Outbound extends ByAgents {
  readonly dispatcher: Dispatcher;
  /** Opens the dispatcher's connections. Also used for WebSockets, since each needs its own dispatcher. */
  readonly connect: buildConnector.connector;
}

/** Opens all connections to services, either directly or through the proxy that `findProxy` returns. */
export function openOutbound(findProxy: FindProxy): Outbound {
  const agentsOf = (keepAlive: boolean): ByAgents['kept'] => ({
    httpAgent: tunnelled(new HttpAgent({ keepAlive }), 'http:', findProxy),
    httpsAgent: tunnelled(new HttpsAgent({ keepAlive }), 'https:', findProxy),
  });
  const connect = createConnector(findProxy);
  return { kept: agentsOf(true), fresh: agentsOf(false), dispatcher: new UndiciAgent({ connect }), connect };
}

type OnConnected = (error: Error | null, socket?: Duplex) => void;
type Connect = (options: ClientRequestArgs & { socket?: Socket }, done: OnConnected) => Duplex | null | undefined;

/** The same agent, but its connections go through the proxy of their origin. */
function tunnelled<Kind extends HttpAgent>(agent: Kind, protocol: 'http:' | 'https:', findProxy: FindProxy): Kind {
  // Node documents this method, but its types do not have it.
  const own = agent as unknown as { createConnection: Connect };
  const connect: Connect = own.createConnection.bind(agent);
  own.createConnection = (options, done) => {
    const [host, port] = [String(options.host), Number(options.port)];
    const proxy = findProxy(originOf(protocol, host, port));
    if (proxy === undefined) return connect(options, done);
    openTunnel(proxy, host, port).then(
      (socket) => done(null, protocol === 'http:' ? socket : (connect({ ...options, socket }, () => {}) ?? undefined)),
      (error: Error) => done(error),
    );
    return undefined;
  };
  return agent;
}

function createConnector(findProxy: FindProxy): buildConnector.connector {
  const connect = buildConnector({});
  return (options, done) => {
    const { protocol, hostname } = options;
    const port = Number(options.port) || (protocol === 'https:' ? 443 : 80);
    const proxy = findProxy(originOf(protocol, hostname, port));
    if (proxy === undefined) return connect(options, done);
    openTunnel(proxy, hostname, port).then(
      (socket) => (protocol === 'https:' ? connect({ ...options, httpSocket: socket }, done) : done(null, socket)),
      (error: Error) => done(error, null),
    );
  };
}

const originOf = (protocol: string, host: string, port: number): URL => new URL(`${protocol}//${inUrl(host)}:${port}`);

const inUrl = (host: string): string => (host.includes(':') && !host.startsWith('[') ? `[${host}]` : host);

const addressOf = ({ tls, host, port }: ProxyServer): string => `${tls ? 'https' : 'http'}://${inUrl(host)}:${port}`;

/** Opens a connection to `host:port` through the proxy (CONNECT), even for http. Rejects with `Obstructed`. */
function openTunnel(proxy: ProxyServer, host: string, port: number): Promise<Socket> {
  const target = `${inUrl(host)}:${port}`;
  const { authorization, tls } = proxy;
  return new Promise((resolve, reject) => {
    const call = (tls ? requestOverTls : requestOverHttp)({
      ...{ host: proxy.host, port: proxy.port, method: 'CONNECT', path: target, agent: false, timeout: CONNECT_WITHIN },
      headers: { host: target, ...(authorization === undefined ? {} : { 'proxy-authorization': authorization }) },
    });
    call.once('connect', ({ statusCode = 0 }, socket) => {
      if (statusCode >= 200 && statusCode < 300) return resolve(socket.setTimeout(0));
      socket.destroy();
      reject(refusedBy(proxy, statusCode, target));
    });
    call.once('timeout', () => call.destroy(new Error(`no answer within ${CONNECT_WITHIN / 1_000} s`)));
    call.once('error', (cause) => {
      const why = 'code' in cause ? String(cause.code) : cause.message;
      reject(new Obstructed(`the proxy ${addressOf(proxy)} cannot be used (${why}). Check its address.`, { cause }));
    });
    call.end();
  });
}

function refusedBy(proxy: ProxyServer, status: number, target: string): Obstructed {
  const address = addressOf(proxy);
  if (status !== 407)
    return new Obstructed(`the proxy ${address} does not connect to ${target} (${status}). Allow it there.`);
  return new Obstructed(
    proxy.authorization === undefined
      ? `the proxy ${address} asks for a user and a password (407). Write them into its variable, percent-encoded: http://user:password@host:port.`
      : `the proxy ${address} does not accept the user and password in its variable (407). Check them; special characters have to be percent-encoded.`,
  );
}
