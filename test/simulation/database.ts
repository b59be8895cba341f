import pg from 'pg';
import type { ServerPool } from '../../src/store/server-database.ts';
import { type Backend, message, query } from './backend.ts';
import type { MemorySocket, Network } from './network.ts';
import { owners, type Time } from './time.ts';

/** One PostgreSQL for every replica, in this process. Transactions take turns, so a seed reproduces. */
export interface SimulatedDatabase {
  /** Connections of the process that calls this. */
  open(connections: number): ServerPool;
  /** Refuses connections and breaks those that exist. */
  isAway: boolean;
  /** The next transactions commit, and their connections break instead of an answer. */
  losesCommits: number;
  /** Only of transactions that contain this text. */
  losesCommitsWith: string;
  /** Delays every answer (milliseconds). */
  slowBy: number;
  readonly statements: number;
  breakAll(): void;
}

const int = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};
const READY = message('Z', Buffer.from('I'));
const WELCOME = Buffer.concat([message('R', int(0)), message('K', Buffer.concat([int(1), int(1)])), READY]);
const SYNC = 'S';
const QUERY = 'Q';
const TERMINATE = 'X';
const QUERY_TIMEOUT = 30_000;

export function simulateDatabase(backend: Backend, network: Network, time: Time): SimulatedDatabase {
  let turn: Promise<void> = Promise.resolve();
  const open = new Set<MemorySocket>();
  const state = { isAway: false, losesCommits: 0, losesCommitsWith: '', slowBy: 0, statements: 0 };
  const run = async (batch: Buffer): Promise<Buffer> => {
    state.statements += 1;
    return time.holds(() => backend.exec(batch, time.now()));
  };
  const waitForTurn = (): Promise<() => void> => {
    const before = turn;
    let give = (): void => undefined;
    turn = new Promise((resolve) => {
      give = resolve;
    });
    return before.then(() => give);
  };
  const serve = (socket: MemorySocket): void => {
    let [pending, batch] = [Buffer.alloc(0), Buffer.alloc(0)];
    let isGreeted = false;
    let said = '';
    let giveTurn: (() => void) | undefined;
    let working: Promise<void> = Promise.resolve();
    const leave = (): void => {
      giveTurn?.();
      giveTurn = undefined;
    };
    const handle = async (statement: Buffer): Promise<void> => {
      if (socket.destroyed && giveTurn === undefined) return;
      giveTurn ??= await waitForTurn();
      if (socket.destroyed) return abandon();
      const answer = await run(statement);
      const isIdle = answer.at(-1) === 'I'.charCodeAt(0);
      const isCommit = /^Q.{4}commit/is.test(statement.toString('latin1'));
      said += statement.toString('latin1');
      const isLost = isCommit && state.losesCommits > 0 && said.includes(state.losesCommitsWith);
      if (isIdle) {
        said = '';
        leave();
      }
      if (isLost) {
        state.losesCommits -= 1;
        socket.other?.destroy();
        socket.destroy();
        return;
      }
      if (state.slowBy > 0) await new Promise<void>((resolve) => void setTimeout(resolve, state.slowBy));
      if (!socket.destroyed) socket.write(answer);
    };
    const abandon = async (): Promise<void> => {
      if (giveTurn === undefined) return;
      await run(query('rollback'));
      leave();
    };
    const take = (chunk: Buffer): void => {
      pending = Buffer.concat([pending, chunk]);
      for (;;) {
        const start = isGreeted ? 1 : 0;
        if (pending.length < start + 4) return;
        const length = start + pending.readInt32BE(start);
        if (pending.length < length) return;
        const one = pending.subarray(0, length);
        pending = pending.subarray(length);
        if (!isGreeted) {
          isGreeted = true;
          socket.write(WELCOME);
          continue;
        }
        const type = String.fromCharCode(one[0] ?? 0);
        if (type === TERMINATE) {
          socket.end();
          continue;
        }
        batch = Buffer.concat([batch, one]);
        if (type !== SYNC && type !== QUERY) continue;
        const statement = batch;
        batch = Buffer.alloc(0);
        working = working.then(() => handle(statement));
      }
    };
    open.add(socket);
    socket.on('data', take);
    socket.once('close', () => {
      open.delete(socket);
      working = working.then(abandon);
    });
  };
  return Object.assign(state, {
    open(connections: number): ServerPool {
      const sessions = { statements: [] };
      const stream = (): MemorySocket => {
        const [near, far] = network.pair();
        near.latency = far.latency = 0;
        if (near.owner?.isDead === true) return near;
        if (state.isAway) {
          near.connect = () => {
            process.nextTick(() => near.destroy(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })));
            return near;
          };
          return near;
        }
        owners.exit(() => serve(far));
        return near;
      };
      const pool = new pg.Pool({
        ...{ max: connections, connectionTimeoutMillis: 10_000, idleTimeoutMillis: 0, query_timeout: QUERY_TIMEOUT },
        stream,
      } as unknown as pg.PoolConfig);
      pool.on('error', () => undefined);
      pool.on('connect', (client) => client.on('error', () => undefined));
      return { pool, sessions };
    },
    breakAll: () => {
      for (const socket of [...open]) socket.destroy();
    },
  });
}
