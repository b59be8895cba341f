import type { Kysely, Transaction } from 'kysely';
import type { Level } from '../flows/ports/slack-pace.ts';
import type { Tables } from './tables.ts';

/** A bucket that was not used for this long is full and needs no row (milliseconds). */
const FULL_AFTER = 10 * 60_000;

/** Rate limit buckets shared by all replicas, since Slack's limits are per app. They survive a restart. */
export type Pace = ReadonlyMap<string, Level>;

export async function readPace(kysely: Kysely<Tables>): Promise<Pace> {
  const rows = await kysely.selectFrom('slackPace').selectAll().execute();
  return new Map(rows.map(({ key, tokens, at }) => [key, { tokens, at: at.getTime() }]));
}

export async function writePace(transaction: Transaction<Tables>, levels: Pace, now: number): Promise<void> {
  if (levels.size === 0) return;
  await transaction
    .insertInto('slackPace')
    .values([...levels].map(([key, { tokens, at }]) => ({ key, tokens, at: new Date(at) })))
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet((row) => ({ tokens: row.ref('excluded.tokens'), at: row.ref('excluded.at') })),
    )
    .execute();
  await transaction
    .deleteFrom('slackPace')
    .where('at', '<', new Date(now - FULL_AFTER))
    .execute();
}
