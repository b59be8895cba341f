import { randomBytes } from 'node:crypto';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { Clock } from '../flows/ports/clock.ts';
import { verifyAudit } from '../flows/record/verify-audit.ts';
import { readAuditPages, readLastRecord } from './audit-pages.ts';
import { claimStore, OWN_TABLES } from './claim-store.ts';
import { countRows, deleteRows, insertRows, readAuditRows, readRows, settleRows } from './copy-rows.ts';
import type { Database } from './database.ts';
import {
  allowChanges,
  putMark,
  readMark,
  refuseChanges,
  removeMark,
  type StoreMark,
  StoreNotUsable,
} from './store-marks.ts';
import type { Tables } from './tables.ts';

/** One of the two stores of a move. */
export interface MovedStore {
  readonly database: Database;
  /** For people. */
  readonly name: string;
}

export interface Moved {
  readonly requests: number;
  readonly records: number;
  /** The newest record, in both stores. */
  readonly head: { readonly seq: number; readonly hash: string };
}

/**
 * Moves everything from one store to another, so that never two of them can be in use:
 *
 * 1. Mark the target as incomplete.
 * 2. In one transaction of each store, copy all rows, compare them, and mark the target as copied.
 * 3. Mark the source as moved, and have a server refuse changes of it.
 * 4. Remove the target's mark.
 *
 * Killed before 3, the source is usable and the target is not; between 3 and 4 neither is, and running it again does
 * step 4. A store that was moved here earlier can be the target again. Throws an error that says what to do.
 */
export async function moveStore(source: MovedStore, target: MovedStore, clock: Clock): Promise<Moved> {
  const [sourceMark, targetMark] = [await readMark(source.database.kysely), await readMark(target.database.kysely)];
  if (sourceMark !== undefined) {
    const isCopiedThere =
      sourceMark.mark === 'moved' && targetMark?.mark === 'copied' && targetMark.id === sourceMark.id;
    if (!isCopiedThere) throw new StoreNotUsable(sourceMark);
    await removeMark(target.database.kysely);
    return readMoved(target.database.kysely);
  }
  if (targetMark?.mark === 'restoring') throw new StoreNotUsable(targetMark);
  const mark = { id: randomBytes(8).toString('hex'), place: source.name, at: new Date(clock.now()) };
  if (targetMark === undefined) {
    await refuseFilled(target);
    await putMark(target.database.kysely, { ...mark, mark: 'copying' });
  }
  const moved = await source.database.kysely.transaction().execute(async (from) => {
    await claimStore(source.database, from, source.name);
    const copied = await target.database.kysely.transaction().execute(async (to) => {
      await claimStore(target.database, to, target.name);
      return copyStore(from, to, source, target, { ...mark, mark: 'copied' });
    });
    if (source.database.engine === 'postgres') await refuseChanges(from, OWN_TABLES);
    await putMark(from, { ...mark, mark: 'moved', place: target.name });
    return copied;
  });
  await removeMark(target.database.kysely);
  return moved;
}

async function refuseFilled({ database, name }: MovedStore): Promise<void> {
  const counts = await database.kysely.transaction().execute(countRows);
  if (Object.values(counts).every((count) => count === 0)) return;
  throw new Error(
    `${name} has the data of a bot already, which would be overwritten. Move to an empty database or directory.`,
  );
}

async function copyStore(
  from: Transaction<Tables>,
  to: Transaction<Tables>,
  source: MovedStore,
  target: MovedStore,
  mark: StoreMark,
): Promise<Moved> {
  await allowChanges(to);
  const kept = await readSharedRecord(from, to, source, target);
  await deleteRows(to);
  for await (const page of readRows(from)) await insertRows(to, page);
  const last = (await readLastRecord(from))?.seq ?? 0;
  for await (const page of readAuditRows(from, 0, last)) {
    if (page.table === 'audit_texts') await insertRows(to, page);
    else await insertNewer(to, page.rows, kept);
  }
  await compare(from, to, target.name);
  await settleRows(to);
  await putMark(to, mark);
  return readMoved(to);
}

async function insertNewer(to: Transaction<Tables>, rows: readonly string[], kept: number): Promise<void> {
  const newer = rows.filter((row) => (JSON.parse(row) as { readonly seq: number }).seq > kept);
  if (newer.length > 0) await insertRows(to, { table: 'audit', rows: newer });
}

/**
 * How many records the target has already: none, or those from before it was moved. Throws if its record is not the
 * beginning of the source's, since it is then the store of another bot.
 */
async function readSharedRecord(
  from: Transaction<Tables>,
  to: Transaction<Tables>,
  source: MovedStore,
  target: MovedStore,
): Promise<number> {
  const last = await readLastRecord(to);
  if (last === undefined) return 0;
  const same = await from.selectFrom('audit').select('hash').where('seq', '=', last.seq).executeTakeFirst();
  if (same?.hash === last.hash) return last.seq;
  throw new Error(
    `${target.name} has a record that is not the beginning of the one in ${source.name}, so it was not moved from there. Move to an empty database or directory.`,
  );
}

/** Throws if a row is missing or the chain is not intact, and then nothing was moved. */
async function compare(from: Transaction<Tables>, to: Transaction<Tables>, name: string): Promise<void> {
  const [before, after] = [await countRows(from), await countRows(to)];
  const different = Object.keys(before).filter((table) => before[table] !== after[table]);
  if (different.length > 0) {
    const counts = different.map((table) => `${table} ${after[table]} of ${before[table]}`).join(', ');
    throw new Error(`Nothing was moved: rows are missing in ${name} (${counts}).`);
  }
  const [head, copied] = [await readLastRecord(from), await readLastRecord(to)];
  const { faults } = await verifyAudit(readAuditPages(to as Kysely<Tables>), { heads: [], isPart: false });
  if (faults.length > 0 || head?.hash !== copied?.hash) {
    throw new Error(`Nothing was moved: the audit record is not intact. ${faults.join(' ')}`);
  }
}

async function readMoved(kysely: Kysely<Tables> | Transaction<Tables>): Promise<Moved> {
  const { rows } = await sql<{ readonly requests: number; readonly records: number }>`
    select (select count(*)::integer from requests) as requests, (select count(*)::integer from audit) as records
  `.execute(kysely);
  const last = await readLastRecord(kysely as Kysely<Tables>);
  const { requests = 0, records = 0 } = rows[0] ?? {};
  return { requests, records, head: { seq: last?.seq ?? 0, hash: last?.hash ?? '' } };
}
