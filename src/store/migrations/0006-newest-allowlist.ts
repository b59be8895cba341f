import { type Kysely, sql } from 'kysely';

/** Every decision looks up the newest allowlist among all audit records. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql.raw(`create index audit_allowlists on audit (seq) where kind = 'allowlist.replaced'`).execute(database);
}
