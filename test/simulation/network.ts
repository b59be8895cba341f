import { AsyncResource } from 'node:async_hooks';
import http from 'node:http';
import net from 'node:net';
import { Duplex } from 'node:stream';
import { type Owner, owners, type Time } from './time.ts';

/** One end of a connection within this process. It has what Node, undici, ws and pg ask of a socket. */
export class MemorySocket extends Duplex {
  other: MemorySocket | undefined;
  readonly connecting = false;
  readonly remoteAddress = '127.0.0.1';
  readonly remotePort = 1;
  /** Milliseconds between sending and arriving. Connections overtake each other. */
  latency = 0;
  readonly owner: Owner | undefined = owners.getStore();
  readonly #context = new AsyncResource('MemorySocket');
  readonly #sent: (socket: MemorySocket) => void;
  constructor(sent: (socket: MemorySocket) => void) {
    super();
    this.#sent = sent;
  }
  override _read(): void {}
  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#sent(this);
    if (this.owner?.isDead !== true) this.#deliver(() => this.other?.arrives(Buffer.from(chunk)));
    done();
  }
  override _final(done: () => void): void {
    this.#deliver(() => this.other?.arrives(null));
    done();
  }
  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    const { other } = this;
    if (other !== undefined && !other.destroyed) process.nextTick(() => other.breaks());
    done(error);
  }
  arrives(chunk: Buffer | null): void {
    if (this.destroyed || this.owner?.isDead === true) return;
    this.#context.runInAsyncScope(() => this.push(chunk));
  }
  breaks(): void {
    if (this.destroyed) return;
    const error = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
    this.#context.runInAsyncScope(() => this.destroy(this.listenerCount('error') > 0 ? error : undefined));
  }
  #deliver(go: () => void): void {
    if (this.latency === 0) queueMicrotask(go);
    else setTimeout(go, this.latency);
  }
  connect = (): this => {
    process.nextTick(() => this.emit('connect'));
    return this;
  };
  setKeepAlive = (): this => this;
  setNoDelay = (): this => this;
  setTimeout = (): this => this;
  ref = (): this => this;
  unref = (): this => this;
  address = (): object => ({ address: '127.0.0.1', port: 1, family: 'IPv4' });
}

export interface Network {
  /** A pair of ends. What the second one gets is served. */
  pair(): readonly [MemorySocket, MemorySocket];
  /** Draws a connection's latency in milliseconds. */
  latency: () => number;
  /** Called before a process sends anything. */
  onSend: (owner: Owner) => void;
  /** Breaks every connection of a process. */
  sever(owner: Owner): void;
  uninstall(): void;
}

const FIRST_PORT = 60_000;

/** From now on servers of this process listen, and its clients connect, without the machine's network. */
export function installNetwork(time: Time): Network {
  const servers = new Map<number, net.Server>();
  const sockets = new Set<MemorySocket>();
  const { listen, close, address } = net.Server.prototype;
  const { connect, createConnection } = net;
  const ofAgent = http.Agent.prototype as unknown as { createConnection: unknown };
  const agentsConnection = ofAgent.createConnection;
  let port = FIRST_PORT;
  const sent = (socket: MemorySocket): void => {
    time.stir();
    if (socket.owner !== undefined && !socket.owner.isDead) network.onSend(socket.owner);
  };
  const network: Network = {
    latency: () => 0,
    onSend: () => undefined,
    pair() {
      const near = new MemorySocket(sent);
      const far = owners.exit(() => new MemorySocket(sent));
      [near.other, far.other] = [far, near];
      near.latency = far.latency = network.latency();
      sockets.add(near);
      near.once('close', () => sockets.delete(near));
      near.on('error', () => undefined);
      far.on('error', () => undefined);
      return [near, far];
    },
    sever(owner) {
      for (const socket of sockets) if (socket.owner === owner) socket.destroy();
    },
    uninstall() {
      Object.assign(net.Server.prototype, { listen, close, address });
      Object.assign(net, { connect, createConnection });
      ofAgent.createConnection = agentsConnection;
    },
  };
  const open = (...given: readonly unknown[]): MemorySocket => {
    const [options, ...more] = given;
    const to = typeof options === 'object' ? Number(Object(options).port) : Number(options);
    const [near, far] = network.pair();
    const ready = more.find((one) => typeof one === 'function') as (() => void) | undefined;
    process.nextTick(() => {
      time.stir();
      const server = servers.get(to);
      if (near.owner?.isDead === true) return;
      if (server === undefined) return near.destroy(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }));
      owners.exit(() => server.emit('connection', far));
      near.emit('connect');
      ready?.();
    });
    return near;
  };
  Object.assign(net, { connect: open, createConnection: open });
  ofAgent.createConnection = open;
  Object.assign(net.Server.prototype, {
    listen(this: net.Server, ...given: readonly unknown[]) {
      port += 1;
      servers.set(port, this);
      Object.assign(this, { fakePort: port });
      const ready = given.find((one) => typeof one === 'function') as (() => void) | undefined;
      if (ready !== undefined) this.once('listening', ready);
      process.nextTick(() => this.emit('listening'));
      return this;
    },
    address(this: net.Server) {
      return { address: '127.0.0.1', family: 'IPv4', port: Object(this).fakePort };
    },
    close(this: net.Server, done?: () => void) {
      servers.delete(Object(this).fakePort);
      process.nextTick(() => {
        this.emit('close');
        done?.();
      });
      return this;
    },
  });
  return network;
}
