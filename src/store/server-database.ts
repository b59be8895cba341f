import { PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Db } from 'pg-boss';
import type { OpenedDatabase, ServerPlace } from './database-place.ts';
import { adviseOn, causeOf } from './describe-error.ts';

/** Every statement of ours is a few rows by key; one that takes longer waits for something that will not come (milliseconds). */
const STATEMENT = 15_000;
/** A process that stands still in the midst of a transaction holds its locks no longer than this (milliseconds). */
const IDLE_IN_TRANSACTION = 5_000;

/** Connections to a server, and what each of them runs before anything else. */
export interface ServerPool {
  readonly pool: pg.Pool;
  readonly sessions: Sessions;
}

/** Opens a PostgreSQL server, version 13 or newer. Throws where it cannot be used. */
export async function openServerDatabase(place: ServerPlace, log: (message: string) => void): Promise<OpenedDatabase> {
  const opened = await openServerPool(place, log);
  return overServerPool(opened, async () => {
    if (!opened.pool.ended) await opened.pool.end();
  });
}

/** The database over connections that are there already. */
export const overServerPool = ({ pool, sessions }: ServerPool, close: () => Promise<void>): OpenedDatabase => ({
  engine: 'postgres',
  dialect: new PostgresDialect({ pool }),
  boss: overPool(pool, sessions),
  flushes: () => 0,
  dump: undefined,
  close,
});

/** The message says the server's own words, and the way out where it is known. */
export class CannotUseServer extends Error {
  constructor(what: string, cause: unknown, databaseUrl: string) {
    const { host, port, user = '', database = '' } = new pg.Client({ connectionString: databaseUrl });
    const advice = adviseOn(cause, { host, port, user, database });
    super(`${what}: ${endSentence(causeOf(cause))}${advice === undefined ? '' : ` ${advice}`}`, { cause });
    this.name = 'CannotUseServer';
  }
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
    // The pool waits for this before it hands the connection out.
    onConnect: (client) => prepare(client, sessions),
  });
  // A connection that breaks is replaced by the pool; without these listeners it would end the process, the second where it
  // breaks between two statements of a transaction. Whoever waits for an answer on it is told anyway.
  const broke = (error: Error): void => log(`A connection to the database broke: ${error.message}`);
  pool.on('error', broke);
  pool.on('connect', (client) => client.on('error', broke));
  await tryOut(pool, log, connections).catch(async (cause: Error) => {
    await pool.end();
    throw new CannotUseServer('The PostgreSQL server that DATABASE_URL names cannot be used', cause, databaseUrl);
  });
  return { pool, sessions };
}

/** Runs a transaction, which not every pooler allows, and says what a pooler has left out of the connection's parameters. */
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

/** A session that a pooler has not free is waited for at most this long (milliseconds). */
const SESSION = 5_000;

/** pg reads the second key, which its types leave out. */
const ASKING: pg.QueryConfig & { readonly query_timeout: number } = { text: 'select 1', query_timeout: SESSION };

/** Asks something on every connection at once, since a pooler that has fewer sessions would let the bot start and then hang. */
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

/** What every session has to run before anything else; only a clock that tests move asks for it. */
interface Sessions {
  statements: readonly string[];
}

async function prepare(client: pg.ClientBase, sessions: Sessions): Promise<void> {
  for (const statement of sessions.statements) await client.query(statement);
}

/** pg-boss over the same pool, so that what it asks of every session holds for its jobs in our transactions as well. */
const overPool = (pool: pg.Pool, sessions: Sessions): Db => ({
  async executeSql(text, values) {
    const result: unknown = await pool.query(text, values);
    // Several statements at once give several results, of which one in the middle may have the rows.
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
