import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { DirectoryUnusable } from './data-directory.ts';
import { announceHolder, findHolderElsewhere, type Holder, readHolder, WAIT_FOR_SIGN } from './directory-holder.ts';
import { reachSockets, type Sockets } from './socket-path.ts';

export class DirectoryInUse extends Error {
  readonly holder: Holder | undefined;

  constructor(directory: string, holder: Holder | undefined) {
    const who = holder ? `process ${holder.pid} on ${holder.host} since ${holder.since}` : 'another process';
    super(
      `The data directory ${directory} is in use by ${who}. Two processes on one directory lose rows. Stop that one, give this one another DATA_DIR, or set DATABASE_URL to run several against a PostgreSQL server.`,
    );
    this.name = 'DirectoryInUse';
    this.holder = holder;
  }
}

export interface DirectoryLock {
  release(): Promise<void>;
}

/** If several processes start at once, all but one back off. Retry delays, in milliseconds. */
const LOOKS = 40;
const LOOK_AGAIN = 50;

const SOCKET = /^held-[0-9a-f]{16}\.sock$/;

/**
 * Locks the directory for this process. Throws `DirectoryInUse`.
 * 1. Each process listens on its own socket in the directory.
 * 2. While listening, it checks the other sockets there. If none answers, it owns the directory. Of two processes, the
 *    one that listens second sees the first.
 * 3. When a process dies for any reason, the kernel closes its socket. Unlike a process id, this also works between
 *    containers that share the directory.
 */
export async function lockDirectory(
  directory: string,
  now: () => Date,
  waitForSign = WAIT_FOR_SIGN,
): Promise<DirectoryLock> {
  const elsewhere = await findHolderElsewhere(directory, waitForSign);
  if (elsewhere !== undefined) throw new DirectoryInUse(directory, elsewhere);
  const sockets = reachSockets(directory);
  const own: { socket: string; server: Server | undefined } = { socket: '', server: undefined };
  const stepBack = async (): Promise<void> => {
    if (own.server !== undefined) await close(own.server);
    own.server = undefined;
  };
  try {
    for (let look = 0; look < LOOKS; look += 1) {
      if (own.server === undefined) {
        own.socket = `held-${randomBytes(8).toString('hex')}.sock`;
        own.server = await listen(directory, sockets.path(own.socket));
      }
      const { living, dead, ownIsThere } = await lookAround(directory, sockets, own.socket);
      if (living.length === 0 && ownIsThere) {
        for (const socket of dead) rmSync(join(directory, socket), { force: true });
        const leave = announceHolder(directory, own.socket, now());
        return {
          async release() {
            leave();
            await stepBack();
            sockets.close();
          },
        };
      }
      const holder = readHolder(directory);
      if (holder !== undefined && living.includes(holder.socket)) throw new DirectoryInUse(directory, holder);
      if (!ownIsThere || living.some((socket) => socket < own.socket)) await stepBack();
      await setTimeout(Math.random() * LOOK_AGAIN);
    }
    throw new DirectoryInUse(directory, undefined);
  } catch (error) {
    await stepBack();
    sockets.close();
    throw error;
  }
}

/** The living holder of a directory, found without locking it. `undefined` if nobody holds it. */
export async function findHolder(directory: string): Promise<Holder | 'another' | undefined> {
  if (!existsSync(directory)) return undefined;
  const sockets = reachSockets(directory);
  try {
    const { living } = await lookAround(directory, sockets, '');
    if (living.length === 0) return undefined;
    return readHolder(directory) ?? 'another';
  } finally {
    sockets.close();
  }
}

async function lookAround(directory: string, sockets: Sockets, own: string) {
  const others = readdirSync(directory).filter((name) => SOCKET.test(name) && name !== own);
  const answered = await Promise.all(others.map((name) => answers(directory, sockets.path(name))));
  return {
    living: others.filter((_, index) => answered[index]),
    dead: others.filter((_, index) => !answered[index]),
    // Checked last: a process that owned the directory meanwhile may have deleted this socket as a dead one's.
    ownIsThere: existsSync(join(directory, own)),
  };
}

function listen(directory: string, path: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((connection) => connection.destroy());
    server.once('error', (cause) => {
      reject(
        new Error(
          `The data directory ${directory} cannot be locked: a socket cannot be made in it (${cause.message}). Put DATA_DIR on a local disk or a volume of the container host, or set DATABASE_URL.`,
          { cause },
        ),
      );
    });
    server.listen(path, () => {
      server.unref();
      resolve(server);
    });
  });
}

function answers(directory: string, path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const connection = connect(path);
    connection.once('connect', () => {
      connection.destroy();
      resolve(true);
    });
    connection.once('error', (error: NodeJS.ErrnoException) => {
      connection.destroy();
      if (error.code === 'ECONNREFUSED' || error.code === 'ENOENT') resolve(false);
      // A full backlog means that somebody is listening. Any other error is unclear, so the directory counts as in
      // use.
      else if (error.code === 'EAGAIN') resolve(true);
      else reject(new DirectoryUnusable(directory, error));
    });
  });
}

const close = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
