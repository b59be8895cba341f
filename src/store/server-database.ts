import { PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Db } from 'pg-boss';
import type { OpenedDatabase, ServerPlace } from './database-place.ts';
import { adviseOn, causeOf } from './describe-error.ts';

/** Our statements touch a few rows by key. One that takes longer is blocked (milliseconds). */
const STATEMENT = 15_000;
/** A process that stalls within a transaction keeps its locks for at most this long (milliseconds). */
const IDLE_IN_TRANSACTION = 5_000;

/** Connections to a server, and the statements that each one runs first. */
export interface ServerPool {
  readonly pool: pg.Pool;
  readonly sessions: Sessions;
}

/** Opens a PostgreSQL server, version 13 or later. Throws if it cannot be used. */
export async function openServerDatabase(place: ServerPlace, log: (message: string) => void): Promise<OpenedDatabase> {
  const opened = await openServerPool(place, log);
  return overServerPool(opened, async () => {
    if (!opened.pool.ended) await opened.pool.end();
  });
}

/** Opens the database over existing connections. */
export const overServerPool = ({ pool, sessions }: ServerPool, close: () => Promise<void>): OpenedDatabase => ({
  engine: 'postgres',
  dialect: new PostgresDialect({ pool }),
  boss: overPool(pool, sessions),
  flushes: () => 0,
  dump: undefined,
  close,
});

/** The message contains the server's own words, and the fix if it is known. */
export class CannotUseServer extends Error {
  constructor(what: string, cause: unknown, databaseUrl: string) {
    const { host, port, user = '', database = '' } = new pg.Client({ connectionString: databaseUrl });
    const advice = adviseOn(cause, { host, port, user, database });
    super(`${what}: ${endSentence(causeOf(cause))}${advice === undefined ? '' : ` ${advice}`}`, { cause });
    this.name = 'CannotUseServer';
  }
}

/** The server and its database, without user and password. */
export function nameServer(databaseUrl: string): string {
  const { host, port, database = '' } = new pg.Client({ connectionString: databaseUrl });
  return `the database ${database} on ${host}:${port}`;
}

const endSentence = (text: string): string => `${text.replace(/[.\s]+$/, '')}.`;

/** Throws `CannotUseServer`. */
export async function openServerPool(
  { databaseUrl, connections = 10 }: ServerPlace,
  log: (message: string) => void,
): Promise<ServerPool> {
  const sessions: Sessions = { statements: [] };
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    application_name: 'tf-action',
    max: connections,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    statement_timeout: STATEMENT,
    query_timeout: 2 * STATEMENT,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION,
    // The pool waits for this before it hands out the connection.
    onConnect: (client) => prepare(client, sessions),
  });
  // The pool replaces a broken connection. Without these listeners the error would end the process; the second one
  // covers a break between two statements of a transaction. Pending queries fail with the error anyway.
  const broke = (error: Error): void => log(`A connection to the database broke: ${error.message}`);
  pool.on('error', broke);
  pool.on('connect', (client) => client.on('error', broke));
  await tryOut(pool, log, connections).catch(async (cause: Error) => {
    await pool.end();
    throw new CannotUseServer('The PostgreSQL server that DATABASE_URL names cannot be used', cause, databaseUrl);
  });
  return { pool, sessions };
}

/** Runs a transaction, which some poolers reject, and reports which connection parameters a pooler dropped. */
async function tryOut(pool: pg.Pool, log: (message: string) => void, connections: number): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const { rows } = await client.query(`select current_setting('idle_in_transaction_session_timeout') as timeout`);
    await client.query('commit');
    client.release();
    if (rows[0]?.timeout === '0') log(NO_TIMEOUTS);
  } catch (error) {
    client.release(true);
    throw error;
  }
  await tryOutTogether(pool, connections);
}

/** How long to wait for a session of the pooler (milliseconds). */
const SESSION = 5_000;

/** pg reads the second key, which is missing from its types. */
const ASKING: pg.QueryConfig & { readonly query_timeout: number } = { text: 'select 1', query_timeout: SESSION };

/**
 * Queries every connection at once. With a pooler that has fewer sessions, the bot would otherwise start and then hang.
 */
async function tryOutTogether(pool: pg.Pool, connections: number): Promise<void> {
  const opened = await Promise.allSettled(Array.from({ length: connections }, () => pool.connect()));
  const clients = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const asked = await Promise.allSettled(clients.map((client) => client.query(ASKING)));
  const waits = asked.some((one) => one.status === 'rejected' && /read timeout/i.test(String(one.reason)));
  for (const client of clients) client.release(waits);
  if (waits) throw new TooFewSessions(connections);
}

class TooFewSessions extends Error {
  constructor(connections: number) {
    super(
      `it gives the bot fewer than ${connections} sessions at the same time. A pooler that pools sessions needs that many for each replica: for PgBouncer, default_pool_size = ${connections} or pool_mode = transaction`,
    );
    this.name = 'TooFewSessions';
  }
}

const NO_TIMEOUTS = `A pooler ignores the timeouts that the bot asks for, so a replica that hangs can keep its locks. Set them for its role instead: ALTER ROLE … SET statement_timeout = '${STATEMENT / 1_000}s'; ALTER ROLE … SET idle_in_transaction_session_timeout = '${IDLE_IN_TRANSACTION / 1_000}s';`;

/** Statements that every session runs first. Only a test's clock needs any. */
interface Sessions {
  statements: readonly string[];
}

async function prepare(client: pg.ClientBase, sessions: Sessions): Promise<void> {
  for (const statement of sessions.statements) await client.query(statement);
}

/** pg-boss over the same pool, so that its session settings also hold for jobs enqueued in our transactions. */
const overPool = (pool: pg.Pool, sessions: Sessions): Db => ({
  async executeSql(text, values) {
    const result: unknown = await pool.query(text, values);
    // Several statements in one query return several results, and any of them may have the rows.
    const results = (Array.isArray(result) ? result : [result]) as pg.QueryResult[];
    return { rows: results.flatMap(({ rows }) => rows) };
  },
  async setSessionStatements(statements) {
    sessions.statements = statements;
    const clients = await Promise.all(Array.from({ length: pool.totalCount }, () => pool.connect()));
    try {
      for (const client of clients) await prepare(client, sessions);
    } finally {
      for (const client of clients) client.release();
    }
  },
});
