import { join } from 'node:path';
import pg from 'pg';
import { systemClock } from 'pg-boss';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { openStore } from '../../src/store/store.ts';
import { makeCertificates } from '../certificates.ts';
import { createTestDatabase } from '../postgres.ts';
import { startPooler, startTlsFront } from './in-front-of-postgres.ts';

const open = (databaseUrl: string) =>
  openStore({
    databaseUrl,
    clock: systemClock,
    onError: (error) => {
      throw error;
    },
  });

/** The message for an operator. */
async function saidOf(databaseUrl: string): Promise<string> {
  try {
    await (await open(databaseUrl)).close();
    return 'it opens';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function run(url: string, ...statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

const withUser = (url: string, user: string): string => {
  const changed = new URL(url);
  changed.username = user;
  return changed.href;
};

test('an address at which nothing listens is said to be so, without the password', async () => {
  const said = await saidOf('postgres://bot:hunter2@127.0.0.1:1/tf_action');
  expect(said).toMatch(/^The PostgreSQL server that DATABASE_URL names cannot be used: .*ECONNREFUSED/);
  expect(said).toMatch(/Nothing listens on port 1 of 127\.0\.0\.1\. Check that the server runs, and the address\.$/);
  expect(said).not.toMatch(/hunter2/);
});

test('a pooler that refuses a parameter is told with the setting that lets it through', async () => {
  const port = await startPooler(['user', 'database', 'application_name', 'client_encoding']);
  expect(await saidOf(`postgres://bot:hunter2@127.0.0.1:${port}/tf_action`)).toMatch(
    /unsupported startup parameter: \w+ \(08P01\)\. A pooler in front of the server refuses a parameter.*ignore_startup_parameters = statement_timeout/,
  );
});

const server = inject('postgres');
if (server !== undefined) {
  describe('on a real server', () => {
    const createDatabase = async (): Promise<string> => {
      const { url, drop } = await createTestDatabase(server);
      onTestFinished(drop);
      return url;
    };

    test('a role that may not make tables is told the rights it needs, and starts once it has them', async () => {
      const role = `poor_${process.pid}`;
      await run(server, `create role ${role} login`);
      onTestFinished(() => run(server, `drop role ${role}`));
      const url = await createDatabase();
      const said = await saidOf(withUser(url, role));
      expect(said).toMatch(/permission denied for schema public \(42501\)/);
      expect(said).not.toMatch(/backup|password/);
      const grants = [...said.matchAll(/GRANT [^;]+;/g)].map(([grant]) => grant);
      expect(grants.length).toBe(2);
      await run(url, ...grants);
      expect(await saidOf(withUser(url, role))).toBe('it opens');
    });

    test('what the server says of the role and of the database is passed on, with advice that fits it alone', async () => {
      const url = await createDatabase();
      expect(await saidOf(withUser(url, 'nobody-there'))).toMatch(
        /role "nobody-there" does not exist \(28000\)\. The server does not let nobody-there in .*pg_hba\.conf/,
      );
      const missing = new URL(url);
      missing.pathname = '/not_there';
      expect(await saidOf(missing.href)).toMatch(
        /database "not_there" does not exist \(3D000\)\. .*CREATE DATABASE not_there OWNER tf_action;/,
      );
      await run(url, 'create table kysely_migration (name varchar(255) primary key, timestamp varchar(255))');
      await run(url, `insert into kysely_migration values ('9999-later', '2027-01-01')`);
      expect(await saidOf(url)).toMatch(
        /those of a newer version \(9999-later\); this version knows them up to 0\d{3}-.*restore a backup/,
      );
    });

    test('TLS with an authority of its own: told with the way out, and it works with sslrootcert', async () => {
      const url = new URL(await createDatabase());
      const certificates = makeCertificates(['localhost']);
      const socket = join(url.searchParams.get('host') ?? '', '.s.PGSQL.5432');
      const port = await startTlsFront(socket, certificates);
      const secure = `postgres://${url.username}@localhost:${port}${url.pathname}?sslmode=require`;
      expect(await saidOf(secure)).toMatch(
        /\((?:SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+)\)\. The certificate of the server is signed by an authority that is not known here\. .*sslrootcert=/,
      );
      expect(await saidOf(`${secure}&sslrootcert=${certificates.authority}`)).toBe('it opens');
    });
  });
}
