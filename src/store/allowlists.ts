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

/**
 * The text of each allowlist, stored by its hash, so that a decision can be checked a year later against the file that
 * was in force.
 */
export interface KeptAllowlist {
  readonly hash: string;
  readonly text: string;
  readonly revision?: string;
}

/** Storing the same text again changes nothing: the first time and revision stay. */
export async function keepAllowlist(kysely: Kysely<Tables>, allowlist: KeptAllowlist, at: Date): Promise<void> {
  const { hash, text, revision } = allowlist;
  await kysely
    .insertInto('allowlists')
    .values({ hash, text: storableText(text), revision: revision ?? null, keptAt: at })
    .onConflict((conflict) => conflict.column('hash').doNothing())
    .execute();
}

/** The newest audit record about the allowlist file. */
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
 * SHA-256 of the allowlist that a replica adopted last, or `undefined` if none was adopted yet. Correcting a faulty
 * file back to what is in force adopts nothing.
 */
export async function newestAllowlist(kysely: Kysely<Tables> | Transaction<Tables>): Promise<string | undefined> {
  // The kinds are written into the statement because the partial index on these records needs them there.
  const { rows } = await sql<{ readonly hash: string }>`
    select facts ->> 'allowlist' as hash from audit
    where kind = 'allowlist.replaced' and facts ->> 'was' is distinct from facts ->> 'allowlist'
    order by seq desc limit 1
  `.execute(kysely);
  return rows[0]?.hash;
}

/** Whether any replica ever adopted the allowlist with this hash. */
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
 * Records that the file was read. Every decision to create or confirm either commits before this transaction or sees
 * its result. Its news is added in the same transaction.
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

/** The text stored under this hash. */
export async function readAllowlistText(kysely: Kysely<Tables>, hash: string): Promise<string | undefined> {
  const row = await kysely.selectFrom('allowlists').select('text').where('hash', '=', hash).executeTakeFirst();
  return row?.text;
}
