import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { AuditEntry } from '../domain/audit.ts';
import { type AuditRecord, type AuditText, type ChainReading, nextRecord, verifyChain } from '../domain/audit-chain.ts';
import { readJson, storableText, toJson } from './stored-json.ts';
import type { AuditTable, Tables } from './tables.ts';

/** The lock for appending, held until the transaction ends, so that no two records have the same predecessor. */
const APPENDING = 7_482_001;

/** Random bytes as hex. */
export type RandomHex = (bytes: number) => string;

/**
 * Appends a record in the given transaction. Call it last: everybody else who appends waits until that transaction
 * ends.
 */
export async function appendAudit(
  transaction: Transaction<Tables>,
  entry: AuditEntry,
  at: Date,
  randomHex: RandomHex,
): Promise<void> {
  await lockAuditLog(transaction);
  const previous = await transaction
    .selectFrom('audit')
    .select(['seq', 'hash'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  const given: readonly (readonly [string, string | undefined])[] = Object.entries(entry.texts ?? {});
  const texts = given.flatMap(([name, text]) => (text === undefined ? [] : [[name, storableText(text)] as const]));
  const salts = Object.fromEntries(texts.map(([name]) => [name, randomHex(16)]));
  const record = nextRecord(previous, { ...entry, texts: Object.fromEntries(texts) }, at, salts);
  await transaction
    .insertInto('audit')
    .values({
      ...record,
      request: record.request ?? null,
      facts: toJson(record.facts),
      texts: toJson(record.texts),
    })
    .execute();
  if (texts.length === 0) return;
  const aside = texts.map(([name, text]) => ({ seq: record.seq, name, salt: salts[name] ?? '', text }));
  await transaction.insertInto('auditTexts').values(aside).execute();
}

/** Blocks all appending until the transaction ends. No change that needs a record can commit meanwhile. */
export async function lockAuditLog(transaction: Transaction<Tables>): Promise<void> {
  await sql`select pg_advisory_xact_lock(${sql.lit(APPENDING)})`.execute(transaction);
}

export const fromAuditRow = (row: Selectable<AuditTable>): AuditRecord => ({
  ...row,
  request: row.request ?? undefined,
  facts: readJson<AuditRecord['facts']>(row.facts),
  texts: readJson<AuditRecord['texts']>(row.texts),
});

export async function readAudit(
  kysely: Kysely<Tables>,
): Promise<{ readonly records: readonly AuditRecord[]; readonly texts: readonly AuditText[] }> {
  // One snapshot of both tables, so that no record is read without its texts.
  return kysely
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (transaction) => {
      const rows = await transaction.selectFrom('audit').selectAll().orderBy('seq').execute();
      const texts = await transaction.selectFrom('auditTexts').selectAll().orderBy('seq').execute();
      return { records: rows.map(fromAuditRow), texts };
    });
}

/** Verifies the whole chain as it is in the database. */
export async function verifyAudit(kysely: Kysely<Tables>): Promise<ChainReading> {
  const { records, texts } = await readAudit(kysely);
  return verifyChain(records, texts);
}
