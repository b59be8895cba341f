import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from 'pg-boss';
import type { TestProject } from 'vitest/node';

import { openStore } from '../src/store/store.ts';
import { compile } from './compiled.ts';
import { createTestDatabase, startPostgres } from './postgres.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A dump of an empty embedded database, which opens faster than a new one. A path. */
    readonly databaseTemplate: string;
    /** A PostgreSQL server for `createTestDatabase`. Absent if this machine has none. */
    readonly postgres: string | undefined;
    /** A database with the tables on the same server, as a template. */
    readonly postgresTemplate: string | undefined;
  }
}

const ROOT = join(import.meta.dirname, '..');

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const [postgres] = await Promise.all([startPostgres(process.env), compile()]);
  try {
    project.provide('databaseTemplate', await makeTemplate());
    project.provide('postgres', postgres?.url);
    project.provide('postgresTemplate', postgres && (await makePostgresTemplate(postgres.url)));
  } catch (error) {
    await postgres?.stop();
    throw error;
  }
  return async () => {
    await postgres?.stop();
  };
}

async function makePostgresTemplate(server: string): Promise<string> {
  const { url } = await createTestDatabase(server);
  const onError = (error: unknown): never => {
    throw error;
  };
  const store = await openStore({ databaseUrl: url, clock: systemClock, onError });
  await store.close();
  return url;
}

/** Created again only if its inputs changed. */
async function makeTemplate(): Promise<string> {
  const folder = join(ROOT, 'node_modules', '.cache', 'tf-action');
  const template = join(folder, `database-${hashOfIngredients()}.tgz`);
  if (existsSync(template)) return template;
  const store = await openStore({
    memory: 'new',
    clock: systemClock,
    onError: (error) => {
      throw error;
    },
  });
  await store.dueWork.stop(0);
  const dump = await store.database.dump?.();
  await store.close();
  if (dump === undefined) throw new Error('The embedded database gave no dump of itself.');
  mkdirSync(folder, { recursive: true });
  const draft = `${template}.${process.pid}`;
  writeFileSync(draft, Buffer.from(await dump.arrayBuffer()));
  renameSync(draft, template);
  return template;
}

function hashOfIngredients(): string {
  const store = join(ROOT, 'src', 'store');
  const migrations = readdirSync(join(store, 'migrations')).map((file) => join(store, 'migrations', file));
  const versions = ['@electric-sql/pglite', 'pg-boss', 'kysely'].map((name) =>
    join(ROOT, 'node_modules', name, 'package.json'),
  );
  const hash = createHash('sha256');
  for (const path of [...migrations, ...versions, join(store, 'due-work.ts'), join(store, 'migrate.ts')]) {
    hash.update(readFileSync(path));
  }
  return hash.digest('hex').slice(0, 16);
}
