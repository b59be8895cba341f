import { type Kysely, sql } from 'kysely';

/** The newest allowlist is asked for at every decision, and stands among all other records. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql.raw(`create index audit_allowlists on audit (seq) where kind = 'allowlist.replaced'`).execute(database);
}
