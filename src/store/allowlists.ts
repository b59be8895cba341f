import type { Kysely } from 'kysely';
import { storableText } from './stored-json.ts';
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
