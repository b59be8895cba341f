import { type Kysely, sql } from 'kysely';
import type { AuditRecord } from '../domain/audit-chain.ts';
import type { AuditFilter, AuditPage } from '../flows/ports/audit-log.ts';
import { fromAuditRow } from './audit-log.ts';
import type { Tables } from './tables.ts';

/** Records loaded per query. */
const PAGE = 1_000;

/** Each page is a separate statement. Records never change, and a text that is forgotten meanwhile is simply absent. */
export async function* readAuditPages(kysely: Kysely<Tables>, filter: AuditFilter = {}): AsyncGenerator<AuditPage> {
  let after = 0;
  for (;;) {
    const records = await readRecords(kysely, filter, after);
    if (records.length > 0) {
      const seqs = records.map(({ seq }) => seq);
      const texts = await kysely.selectFrom('auditTexts').selectAll().where('seq', 'in', seqs).orderBy('seq').execute();
      yield { records, texts };
    }
    if (records.length < PAGE) return;
    after = records.at(-1)?.seq ?? after;
  }
}

async function readRecords(
  kysely: Kysely<Tables>,
  { since, until, request }: AuditFilter,
  after: number,
): Promise<readonly AuditRecord[]> {
  let query = kysely.selectFrom('audit').selectAll().where('seq', '>', after);
  if (since !== undefined) query = query.where('at', '>=', since);
  if (until !== undefined) query = query.where('at', '<', until);
  if (request !== undefined) query = query.where('request', '=', request);
  return (await query.orderBy('seq').limit(PAGE).execute()).map(fromAuditRow);
}

export async function readLastRecord(kysely: Kysely<Tables>): Promise<AuditRecord | undefined> {
  const row = await kysely.selectFrom('audit').selectAll().orderBy('seq', 'desc').limit(1).executeTakeFirst();
  return row && fromAuditRow(row);
}

/** The tables reject such a text, but somebody with access to the database can bypass that. */
export async function findStrayText(kysely: Kysely<Tables>): Promise<number | undefined> {
  const { rows } = await sql<{ readonly seq: number | null }>`
    select min(seq) as seq from audit_texts where seq > (select coalesce(max(seq), 0) from audit)
  `.execute(kysely);
  return rows[0]?.seq ?? undefined;
}
