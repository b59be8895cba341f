import { type Kysely, sql } from 'kysely';
import type { EmbeddedReading } from '../domain/judge-embedded.ts';
import { compareTables, DURABLE_SETTINGS, measureLatency } from './database-reading.ts';
import type { Tables } from './tables.ts';

/** Reads what the embedded database says about itself, in the process that has it open. Changes nothing. */
export async function readEmbedded(kysely: Kysely<Tables>): Promise<EmbeddedReading> {
  const off = await sql<{ name: string }>`
    select name from pg_settings where setting = 'off' and name in (${sql.join(DURABLE_SETTINGS)}) order by name
  `.execute(kysely);
  const made = await sql<{ name: string }>`select name from kysely_migration`.execute(kysely);
  return {
    ...compareTables(made.rows.map(({ name }) => name)),
    notDurable: off.rows.map(({ name }) => name),
    latency: await measureLatency(() => sql`select 1`.execute(kysely)),
  };
}
