import { type Kysely, sql, type Transaction } from 'kysely';
import type { Tables } from './tables.ts';

/** Tables in an order in which their rows can be inserted. The audit record is read by its own pages. */
export const ROW_TABLES = [
  ...['allowlists', 'requests', 'decisions', 'runs', 'outbox', 'slack_pace', 'slack_readings', 'digests'],
  ...['admin_news', 'doubtful_posts', 'freezes', 'deliveries', 'drift', 'drift_checks', 'places', 'pgboss.job'],
] as const;
export const AUDIT_TABLES = ['audit', 'audit_texts'] as const;

/** Consecutive rows of a table, each as PostgreSQL's own JSON, so that nothing is lost on the way. */
export interface RowPage {
  readonly table: string;
  readonly rows: readonly string[];
}

/** Rows per query. */
const PAGE = 500;

/** All rows but those of the audit record, and only the jobs that are not finished. */
export async function* readRows(transaction: Transaction<Tables>): AsyncGenerator<RowPage> {
  for (const table of ROW_TABLES) {
    const unfinished = table === 'pgboss.job' ? sql`where state in ('created', 'retry', 'active')` : sql``;
    await sql`
      declare copied no scroll cursor for select row_to_json(each)::text as row from ${sql.table(table)} each ${unfinished}
    `.execute(transaction);
    for (;;) {
      const { rows } = await sql<{ row: string }>`fetch ${sql.lit(PAGE)} from copied`.execute(transaction);
      if (rows.length > 0) yield { table, rows: rows.map(({ row }) => row) };
      if (rows.length < PAGE) break;
    }
    await sql`close copied`.execute(transaction);
  }
}

/** The audit record after one seq and up to another. Records never change, so it needs no transaction. */
export async function* readAuditRows(
  kysely: Kysely<Tables> | Transaction<Tables>,
  after: number,
  until: number,
): AsyncGenerator<RowPage> {
  for (let from = after; from < until; from += PAGE) {
    const to = Math.min(from + PAGE, until);
    for (const table of AUDIT_TABLES) {
      const { rows } = await sql<{ row: string }>`
        select row_to_json(each)::text as row from ${sql.table(table)} each
        where seq > ${from} and seq <= ${to} order by seq
      `.execute(kysely);
      if (rows.length > 0) yield { table, rows: rows.map(({ row }) => row) };
    }
  }
}

/** Inserts rows that this release or an earlier one read. Columns that are gone since are left out. */
export async function insertRows(transaction: Transaction<Tables>, { table, rows }: RowPage): Promise<void> {
  const given = Object.keys(JSON.parse(rows[0] ?? '{}'));
  const { rows: known } = await sql<{ readonly column: string }>`
    select attname as column from pg_attribute
    where attrelid = ${table}::regclass and attnum > 0 and not attisdropped and attgenerated = ''
  `.execute(transaction);
  const columns = sql.join(known.filter(({ column }) => given.includes(column)).map(({ column }) => sql.id(column)));
  await sql`
    insert into ${sql.table(table)} (${columns}) overriding system value
    select ${columns} from json_populate_recordset(null::${sql.table(table)}, ${`[${rows.join(',')}]`}::json)
  `.execute(transaction);
}

/** What follows the last row: ids go on, no lease is held, and no job runs. */
export async function settleRows(transaction: Transaction<Tables>): Promise<void> {
  for (const table of ['outbox', 'freezes', 'admin_news', 'doubtful_posts']) {
    await sql`
      select setval(pg_get_serial_sequence(${table}, 'id'), coalesce(max(id), 0) + 1, false) from ${sql.table(table)}
    `.execute(transaction);
  }
  await sql`delete from places where name like 'allowlist.%'`.execute(transaction);
  await sql`update places set held_until = '-infinity'`.execute(transaction);
  await sql`
    update pgboss.job set state = 'created', started_on = null, heartbeat_on = null where state = 'active'
  `.execute(transaction);
}

/** Deletes everything but the audit record, whose records are never deleted. */
export async function deleteRows(transaction: Transaction<Tables>): Promise<void> {
  for (const table of ['audit_texts', ...ROW_TABLES.toReversed()])
    await sql`delete from ${sql.table(table)}`.execute(transaction);
}

/** How many rows each table has, of jobs only those that are not finished. */
export async function countRows(transaction: Transaction<Tables>): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (const table of [...ROW_TABLES, ...AUDIT_TABLES]) {
    const unfinished = table === 'pgboss.job' ? sql`where state in ('created', 'retry', 'active')` : sql``;
    const { rows } = await sql<{ readonly count: number }>`
      select count(*)::integer as count from ${sql.table(table)} ${unfinished}
    `.execute(transaction);
    counts[table] = rows[0]?.count ?? 0;
  }
  return counts;
}
