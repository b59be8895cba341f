import pg from 'pg';
import type { ServerReading } from '../domain/judge-database.ts';
import { compareTables, DURABLE_SETTINGS, measureLatency } from './database-reading.ts';
import { CannotUseServer } from './server-database.ts';

export { CannotUseServer };

/** The time for connecting and for one statement (milliseconds). */
const WITHIN = 10_000;

/** Reads what a PostgreSQL server says about itself, over one connection. Throws `CannotUseServer`. Changes nothing. */
export async function readServer(databaseUrl: string): Promise<ServerReading> {
  const client = new pg.Client({
    ...{ connectionString: databaseUrl, application_name: 'tf-action doctor' },
    ...{ connectionTimeoutMillis: WITHIN, query_timeout: WITHIN, statement_timeout: WITHIN },
  });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('begin read only');
    const facts = await readFacts(client);
    const made = await readMigrations(client);
    const latency = await measureLatency(() => client.query('select 1'));
    await client.query('rollback');
    const { host } = client;
    return {
      ...{ ...facts, ...compareTables(made), latency },
      isLocal: host.startsWith('/') || /^(?:localhost|127\.[\d.]+|::1)$/.test(host),
    };
  } catch (error) {
    throw new CannotUseServer('The PostgreSQL server that DATABASE_URL names cannot be used', error, databaseUrl);
  } finally {
    await client.end().catch(() => {});
  }
}

async function readFacts(client: pg.Client) {
  const { rows } = await client.query(`
    select current_setting('server_version_num')::int as version, current_user as user, current_database() as database,
      has_database_privilege(current_database(), 'create') and has_schema_privilege('public', 'create, usage') as may_create,
      pg_is_in_recovery() or current_setting('default_transaction_read_only') = 'on' as is_read_only,
      coalesce((select ssl from pg_stat_ssl where pid = pg_backend_pid()), false) as is_encrypted,
      current_setting('statement_timeout') = '0' as loses_timeouts,
      ${DURABLE_SETTINGS.map((name) => `current_setting('${name}') as ${name}`).join(', ')}`);
  const [row] = rows;
  return {
    ...{ version: row.version, user: row.user, database: row.database, mayCreate: row.may_create },
    ...{ isReadOnly: row.is_read_only, isEncrypted: row.is_encrypted, losesTimeouts: row.loses_timeouts },
    notDurable: DURABLE_SETTINGS.filter((name) => row[name] === 'off'),
  };
}

/** Empty before the first start. */
async function readMigrations(client: pg.Client): Promise<readonly string[]> {
  const { rows } = await client.query(`select to_regclass('kysely_migration') is not null as exists`);
  if (rows[0]?.exists !== true) return [];
  const made = await client.query('select name from kysely_migration');
  return made.rows.map(({ name }) => name);
}
