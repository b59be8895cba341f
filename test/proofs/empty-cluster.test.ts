import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { expect, onTestFinished, test } from 'vitest';
import { unpackCluster } from '../../src/store/unpack-cluster.ts';

/**
 * A hash of all rows of each system table, without tables that count transactions or store hashed statistics, which
 * always differ.
 */
async function readCatalogs(pglite: PGlite): Promise<Readonly<Record<string, string>>> {
  const { rows: tables } = await pglite.query<{ name: string }>(
    `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname in ('pg_catalog', 'information_schema', 'public')
       and c.relname not in ('pg_statistic', 'pg_class', 'pg_database') order by 1`,
  );
  const hashes: Record<string, string> = {};
  for (const { name } of tables) {
    const { rows } = await pglite.query<{ hash: string | null }>(
      `select md5(string_agg(t::text, E'\\n' order by t::text)) as hash from ${name} t`,
    );
    hashes[name] = rows[0]?.hash ?? 'empty';
  }
  return hashes;
}

test('the archive of an empty cluster holds what initdb makes, table by table, and nothing else', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tf-action-cluster-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  await unpackCluster(folder);
  const unpacked = await PGlite.create({ dataDir: join(folder, 'postgres') });
  const made = await PGlite.create();
  const [ours, theirs] = [await readCatalogs(unpacked), await readCatalogs(made)];
  expect(Object.keys(ours).length).toBeGreaterThan(60);
  expect(ours).toEqual(theirs);
  await unpacked.close();
  await made.close();
}, 120_000);
