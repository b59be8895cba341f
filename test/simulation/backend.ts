import net from 'node:net';
import { PGlite } from '@electric-sql/pglite';
import { CamelCasePlugin, type Dialect, Kysely, PGliteDialect, PostgresDialect } from 'kysely';
import pg from 'pg';
import { systemClock } from 'pg-boss';
import { openStore } from '../../src/store/store.ts';
import type { Tables } from '../../src/store/tables.ts';
import { createTestDatabase, EMPTY } from '../postgres.ts';

/** The one session of PostgreSQL that all replicas share, transaction by transaction. */
export interface Backend {
  /** Sends whole messages of the protocol at this simulated time. Returns the answer up to *ready for query*. */
  exec(batch: Buffer, now: number): Promise<Buffer>;
  /** For those who look from outside. */
  readonly kysely: Kysely<Tables>;
  empty(): Promise<void>;
  close(): Promise<void>;
}

const kyselyOver = (dialect: Dialect): Kysely<Tables> =>
  new Kysely<Tables>({ dialect, plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })] });

const onError = (error: unknown): never => {
  throw error;
};

/** PGlite takes its time from `Date.now`, which the simulation moves. */
export async function openEmbedded(pglite?: PGlite): Promise<Backend> {
  const opened = pglite ?? (await PGlite.create());
  if (pglite === undefined)
    await (await openStore({ memory: { pglite: opened }, clock: systemClock, onError })).close();
  return {
    exec: async (batch) => Buffer.from(await opened.execProtocolRaw(batch, { syncToFs: false })),
    kysely: kyselyOver(new PGliteDialect({ pglite: opened })),
    empty: async () => void (await opened.exec(EMPTY)),
    close: () => opened.close(),
  };
}

/** A server is several times as fast as PGlite. Its jobs follow the simulated time through a setting of the session. */
export async function openServer(server: string, template?: string): Promise<Backend> {
  const { url, drop } = await createTestDatabase(server, template);
  if (template === undefined) await (await openStore({ databaseUrl: url, clock: systemClock, onError })).close();
  const pool = new pg.Pool({ connectionString: url, max: 1, idleTimeoutMillis: 0 });
  await pool.query(JOB_NOW);
  const exec = await openSession(url);
  return {
    exec,
    kysely: kyselyOver(new PostgresDialect({ pool })),
    empty: async () => {
      await exec(query('rollback'), 0);
      await pool.query(EMPTY);
    },
    close: async () => {
      await pool.end();
      await drop();
    },
  };
}

const JOB_NOW = `create or replace function pgboss.job_now() returns timestamptz language sql stable as
  $$ select to_timestamp(coalesce(nullif(current_setting('simulated.now', true), ''), '0')::float8 / 1000) $$`;

/** A message of a type, with its length in front. */
export function message(type: string, content: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(content.length + 4);
  return Buffer.concat([Buffer.from(type, 'latin1'), length, content]);
}
export const query = (text: string): Buffer => message('Q', Buffer.from(`${text}\0`));

const PROTOCOL = Buffer.from([0, 3, 0, 0]);

async function openSession(databaseUrl: string): Promise<Backend['exec']> {
  const url = new URL(databaseUrl);
  const folder = url.searchParams.get('host');
  const port = Number(url.port || 5432);
  const socket = new net.Socket();
  socket.connect(folder === null ? { host: url.hostname, port } : { path: `${folder}/.s.PGSQL.${port}` });
  let pending: Buffer = Buffer.alloc(0);
  let answer: Buffer[] = [];
  let waiting: { skip: number; readonly done: (answer: Buffer) => void } | undefined;
  let isIdle = true;
  socket.on('data', (chunk: Buffer) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    while (pending.length >= 5 && pending.length >= 1 + pending.readInt32BE(1)) {
      const one = pending.subarray(0, 1 + pending.readInt32BE(1));
      pending = pending.subarray(one.length);
      answer.push(one);
      if (one[0] !== 0x5a || waiting === undefined) continue;
      isIdle = one[5] === 0x49;
      const whole = Buffer.concat(answer);
      answer = [];
      waiting.skip -= 1;
      if (waiting.skip >= 0) continue;
      const { done } = waiting;
      waiting = undefined;
      done(whole);
    }
  });
  const send = (bytes: Buffer, skip: number): Promise<Buffer> =>
    new Promise((done) => {
      waiting = { skip, done };
      socket.write(bytes);
    });
  const who = `user\0${url.username}\0database\0${url.pathname.slice(1)}\0\0`;
  await send(message('', Buffer.concat([PROTOCOL, Buffer.from(who)])), 0);
  return (batch, now) =>
    isIdle ? send(Buffer.concat([query(`set simulated.now = '${now}'`), batch]), 1) : send(batch, 0);
}
