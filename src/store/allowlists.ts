import { type Kysely, sql, type Transaction } from 'kysely';
import type { AuditEntry } from '../domain/audit.ts';
import type { LastReading, NewsFor, RecordedReading } from '../flows/guarding/replace-allowlist.ts';
import type { Clock } from '../flows/ports/clock.ts';
import { putNews } from './admin-news.ts';
import { appendAudit, type RandomHex } from './audit-log.ts';
import { readCallsUnderWay } from './calls-under-way.ts';
import { hinderInOrder } from './decision-order.ts';
import { readJson, storableText } from './stored-json.ts';
import type { Tables } from './tables.ts';
import { transact } from './transact.ts';

/** The text of an allowlist by its hash, so that a decision can be read a year later against what was in force. */
export interface KeptAllowlist {
  readonly hash: string;
  readonly text: string;
  readonly revision?: string;
}

/** Keeping the same text again changes nothing: the first time and revision stay. */
export async function keepAllowlist(kysely: Kysely<Tables>, allowlist: KeptAllowlist, at: Date): Promise<void> {
  const { hash, text, revision } = allowlist;
  await kysely
    .insertInto('allowlists')
    .values({ hash, text: storableText(text), revision: revision ?? null, keptAt: at })
    .onConflict((conflict) => conflict.column('hash').doNothing())
    .execute();
}

/** What the record says last about the file of the allowlist. */
export async function lastAllowlistReading(
  kysely: Kysely<Tables> | Transaction<Tables>,
): Promise<LastReading | undefined> {
  const row = await kysely
    .selectFrom('audit')
    .select(['kind', 'facts'])
    .where('kind', 'in', ['allowlist.replaced', 'allowlist.faulty'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { allowlist, holds } = readJson<{ readonly allowlist: string; readonly holds?: string }>(row.facts);
  const kind = row.kind === 'allowlist.faulty' ? 'faulty' : 'replaced';
  return { kind, hash: allowlist, holds: holds ?? allowlist };
}

/**
 * SHA-256 of the allowlist that some replica was the last to take up, or `undefined` where none ever was. A file that was
 * mended to what held anyway takes nothing up.
 */
export async function newestAllowlist(kysely: Kysely<Tables> | Transaction<Tables>): Promise<string | undefined> {
  // The kind stands in the statement itself, since that is what the index on these records is found by.
  const { rows } = await sql<{ readonly hash: string }>`
    select facts ->> 'allowlist' as hash from audit
    where kind = 'allowlist.replaced' and facts ->> 'was' is distinct from facts ->> 'allowlist'
    order by seq desc limit 1
  `.execute(kysely);
  return rows[0]?.hash;
}

/** Whether any replica ever put the allowlist of this hash in force. */
export async function wasInForce(kysely: Kysely<Tables>, hash: string): Promise<boolean> {
  const { rows } = await sql`
    select from audit where kind = 'allowlist.replaced' and facts ->> 'allowlist' = ${hash} limit 1
  `.execute(kysely);
  return rows.length > 0;
}

interface RecordingParts {
  readonly kysely: Kysely<Tables>;
  readonly clock: Clock;
  readonly randomHex: RandomHex;
}

/**
 * Puts a reading of the file on the record. From this transaction on it is the last one, and every decision to create or
 * confirm comes before it or sees it. Its news gets in with it.
 */
export function recordReading(parts: RecordingParts, audit: AuditEntry, newsFor: NewsFor): Promise<RecordedReading> {
  return transact(parts, async (transaction) => {
    await hinderInOrder(transaction);
    const last = await lastAllowlistReading(transaction);
    const underWay = await readCallsUnderWay(transaction);
    const now = new Date(parts.clock.now());
    await appendAudit(transaction, audit, now, parts.randomHex);
    await putNews(transaction, newsFor({ last, underWay }), now);
    return { last, underWay };
  });
}

/** The text that was kept under this hash. */
export async function readAllowlistText(kysely: Kysely<Tables>, hash: string): Promise<string | undefined> {
  const row = await kysely.selectFrom('allowlists').select('text').where('hash', '=', hash).executeTakeFirst();
  return row?.text;
}
