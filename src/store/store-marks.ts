import { type Kysely, sql, type Transaction } from 'kysely';
import type { Tables } from './tables.ts';

/** Why no bot may start on a store. */
export interface StoreMark {
  /** `copied`: everything is here, and the store it came from may still be in use. */
  readonly mark: 'moved' | 'copied' | 'restoring' | 'copying';
  /** The same in both stores of a move. */
  readonly id: string;
  /** The other store of a move, or the file of a backup, for people. */
  readonly place: string;
  readonly at: Date;
}

type Connection = Kysely<Tables> | Transaction<Tables>;

const SAID: Readonly<Record<StoreMark['mark'], (mark: StoreMark) => string>> = {
  moved: ({ place, at }) =>
    `This store was moved to ${place} on ${at.toISOString()}. Start the bot with that store. To come back, use it as the source of "tf-action migrate", with this one as the target.`,
  copying: ({ place, at }) =>
    `This store is not complete: the migration from ${place} that began on ${at.toISOString()} has not finished. Run it again, or use that store.`,
  copied: ({ place, at }) =>
    `This store is not in use yet: the migration from ${place} that began on ${at.toISOString()} has not finished. Run it again, or use that store.`,
  restoring: ({ place, at }) =>
    `This store is not complete: the restore of ${place} that began on ${at.toISOString()} has not finished. Empty the directory, and run it again.`,
};

export class StoreNotUsable extends Error {
  constructor(mark: StoreMark) {
    super(SAID[mark.mark](mark));
    this.name = 'StoreNotUsable';
  }
}

/** `undefined` for a store in use, and for one without tables. */
export async function readMark(kysely: Connection): Promise<StoreMark | undefined> {
  const { rows: tables } = await sql<{ readonly made: boolean }>`
    select to_regclass('store_marks') is not null as made
  `.execute(kysely);
  if (tables[0]?.made !== true) return undefined;
  const { rows } = await sql<StoreMark>`select mark, id, place, at from store_marks limit 1`.execute(kysely);
  return rows[0];
}

export async function putMark(kysely: Connection, { mark, id, place, at }: StoreMark): Promise<void> {
  await removeMark(kysely);
  await sql`insert into store_marks (mark, id, place, at) values (${mark}, ${id}, ${place}, ${at})`.execute(kysely);
}

export async function removeMark(kysely: Connection): Promise<void> {
  await sql`delete from store_marks`.execute(kysely);
}

/**
 * Has the database refuse every change to these tables, since a replica that read no mark when it started may be
 * running. Part of the transaction that marks the store.
 */
export async function refuseChanges(transaction: Transaction<Tables>, tables: readonly string[]): Promise<void> {
  await sql`
    create or replace function refuse_moved() returns trigger language plpgsql as $$
    begin
      raise exception 'this store was moved to %', (select place from store_marks limit 1);
    end $$
  `.execute(transaction);
  for (const table of tables) {
    await sql`
      create trigger refuse_moved before insert or update or delete on ${sql.table(table)}
        for each statement execute function refuse_moved()
    `.execute(transaction);
  }
}

export async function allowChanges(transaction: Connection): Promise<void> {
  await sql`drop function if exists refuse_moved() cascade`.execute(transaction);
}
