import type { Kysely } from 'kysely';
import type { LastReading } from '../flows/replace-allowlist.ts';
import { readJson, storableText } from './stored-json.ts';
import type { Tables } from './tables.ts';

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
export async function lastAllowlistReading(kysely: Kysely<Tables>): Promise<LastReading | undefined> {
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

/** The text that was kept under this hash. */
export async function readAllowlistText(kysely: Kysely<Tables>, hash: string): Promise<string | undefined> {
  const row = await kysely.selectFrom('allowlists').select('text').where('hash', '=', hash).executeTakeFirst();
  return row?.text;
}
