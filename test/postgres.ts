import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  accessSync,
  chownSync,
  constants,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { createFromDump } from '../src/store/embedded-database.ts';
import { openServerPool, type ServerPool } from '../src/store/server-database.ts';

/** A PostgreSQL server for tests. `url` may create databases. */
export interface PostgresServer {
  readonly url: string;
  stop(): Promise<void>;
}

const OWNER = 'tf_action';

/**
 * The server in `TEST_DATABASE_URL`, otherwise a new one in a temporary folder. If there is neither, prints a line and
 * returns `undefined`, which is an error if `TF_ACTION_TEST_ALL` is 1.
 */
export async function startPostgres(environment: NodeJS.ProcessEnv): Promise<PostgresServer | undefined> {
  if (environment.TEST_DATABASE_URL) return { url: environment.TEST_DATABASE_URL, stop: async () => {} };
  const programs = findPrograms(environment);
  if (programs !== undefined) return startServer(programs);
  const leftOut = 'left out: PostgreSQL (no postgres program found)';
  if (environment.TF_ACTION_TEST_ALL === '1')
    throw new Error(`${leftOut}, and TF_ACTION_TEST_ALL=1 leaves out nothing`);
  process.stdout.write(`${leftOut}\n`);
  return undefined;
}

interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/**
 * Creates a database on the server, with a function that drops it. `template` is the URL of a database without
 * connections.
 */
export async function createTestDatabase(server: string, template?: string): Promise<TestDatabase> {
  const name = `tf_action_test_${randomBytes(6).toString('hex')}`;
  const like = template === undefined ? '' : ` template ${new URL(template).pathname.slice(1)}`;
  await runOnServer(server, `create database ${name}${like}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => runOnServer(server, `drop database ${name} with (force)`) };
}

const free: TestDatabase[] = [];

/**
 * Lends an empty database with the template's tables. `giveBack` empties it for the next test, since creating one takes
 * longer than most tests. Databases are dropped with the process or the server.
 */
export async function lendTestDatabase(
  server: string,
  template: string,
): Promise<{ url: string; giveBack: () => Promise<void> }> {
  const database = free.pop() ?? (await createTestDatabase(server, template));
  const giveBack = async (): Promise<void> => {
    await runOnServer(database.url, EMPTY);
    free.push(database);
  };
  return { url: database.url, giveBack };
}

interface OpenedTestDatabase {
  readonly url: string;
  readonly lent: ServerPool;
}

const freeOpened: OpenedTestDatabase[] = [];

/** Each connection costs the server more than a conversation's queries. */
const CONNECTIONS = 3;

/**
 * The same with connections that stay open between tests, since opening one costs more than a conversation's queries.
 */
export async function lendOpenedDatabase(
  server: string,
  template: string,
): Promise<OpenedTestDatabase & { giveBack: () => Promise<void> }> {
  const database = freeOpened.pop() ?? (await openTestDatabase(server, template));
  const giveBack = async (): Promise<void> => {
    await database.lent.pool.query(EMPTY);
    freeOpened.push(database);
  };
  return { ...database, giveBack };
}

async function openTestDatabase(server: string, template: string): Promise<OpenedTestDatabase> {
  const { url } = await createTestDatabase(server, template);
  const lent = await openServerPool({ databaseUrl: url, connections: CONNECTIONS }, () => undefined);
  return { url, lent };
}

/** The same with an embedded database, which takes seconds to open. */
export async function lendEmbeddedDatabase(
  template: string,
): Promise<{ pglite: PGlite; giveBack: () => Promise<void> }> {
  const pglite = freeEmbedded.pop() ?? (await createFromDump(template));
  const giveBack = async (): Promise<void> => {
    await pglite.exec(EMPTY);
    freeEmbedded.push(pglite);
  };
  return { pglite, giveBack };
}

const freeEmbedded: PGlite[] = [];

/**
 * Deletes all rows except those of the migrations themselves. It does not truncate, which creates a new file that every
 * session has to load.
 */
export const EMPTY = `
  do $$ declare filled record; begin
    set local session_replication_role = replica;
    for filled in select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname in ('public', 'pgboss')
      and tablename not in ('kysely_migration', 'kysely_migration_lock', 'version', 'queue')
    loop
      execute 'delete from ' || filled.name;
    end loop;
    for filled in select format('%I.%I', schemaname, sequencename) as name from pg_sequences
    where schemaname in ('public', 'pgboss')
    loop
      perform setval(filled.name, 1, false);
    end loop;
  end $$`;

export async function runOnServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** The folder with both `postgres` and `initdb`. A program on `PATH` may be a link into it. */
function findPrograms(environment: NodeJS.ProcessEnv): string | undefined {
  const onPath = (environment.PATH ?? '').split(delimiter).filter(Boolean);
  const debian = '/usr/lib/postgresql';
  const versions = listFolder(debian).sort((left, right) => Number(right) - Number(left));
  return [...onPath, ...versions.map((version) => join(debian, version, 'bin'))]
    .filter((folder) => isProgram(join(folder, 'postgres')))
    .map((folder) => dirname(realpathSync(join(folder, 'postgres'))))
    .find((folder) => isProgram(join(folder, 'initdb')));
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function startServer(programs: string): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'tf-action-pg-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const runAs = whoRuns(folder);
    const data = join(folder, 'data');
    const initdb = ['-D', data, '-U', OWNER, '--auth=trust', '--no-sync', '-E', 'UTF8', '--locale=C'];
    await promisify(execFile)(join(programs, 'initdb'), initdb, { ...runAs, cwd: folder });
    // The server is thrown away at the end, so it does not have to survive a power cut.
    const quick = [
      ...['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'wal_level=minimal', 'max_wal_senders=0'],
      ...[
        'autovacuum=off',
        'jit=off',
        'max_connections=100',
        'shared_buffers=16MB',
        'track_activities=off',
        'track_counts=off',
        'max_parallel_workers=0',
        'checkpoint_timeout=1h',
      ],
    ];
    const settings = ['listen_addresses=', `unix_socket_directories=${folder}`, ...quick].flatMap((one) => ['-c', one]);
    const server = spawn(join(programs, 'postgres'), ['-D', data, ...settings], {
      ...runAs,
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const kill = (): void => {
      void server.kill('SIGQUIT');
    };
    process.once('exit', kill);
    await waitUntilReady(server);
    return {
      url: `postgres://${OWNER}@localhost/postgres?host=${encodeURIComponent(folder)}`,
      async stop() {
        process.off('exit', kill);
        const ended = new Promise((resolve) => server.once('exit', resolve));
        kill();
        await ended;
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

/** PostgreSQL refuses to run as root. Then it runs as another user, who gets the folder. */
export function whoRuns(folder: string): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const people = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const somebody = ['postgres', 'nobody'].map((name) => people.find((person) => person[0] === name)).find(Boolean);
  if (somebody === undefined)
    throw new Error('PostgreSQL cannot run as root, and there is neither postgres nor nobody.');
  const [uid, gid] = [Number(somebody[2]), Number(somebody[3])];
  chownSync(folder, uid, gid);
  return { uid, gid };
}

function waitUntilReady(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    server.stderr?.on('data', (chunk: Buffer) => {
      said = `${said}${chunk.toString()}`.slice(-10_000);
      if (said.includes('database system is ready to accept connections')) resolve();
    });
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`PostgreSQL ended with ${code} while it started:\n${said}`)));
  });
}
