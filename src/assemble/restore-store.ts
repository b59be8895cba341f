import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { sayCount } from '../domain/say-count.ts';
import type { Clock } from '../flows/ports/clock.ts';
import { verifyAuditLog } from '../flows/record/verify-audit.ts';
import { settleRestored } from '../flows/waiting/settle-restored.ts';
import { type BackupFacts, checkBackup } from '../store/backup-file.ts';
import { claimStore } from '../store/claim-store.ts';
import { finishRestore, loadBackup } from '../store/load-backup.ts';
import { nameServer } from '../store/server-database.ts';
import { openStore } from '../store/store.ts';

interface Restoring {
  readonly file: string;
  readonly dataDir: string;
  readonly clock: Clock;
  /** This program's. */
  readonly version: string;
}

/** Checks a backup, and says what is in it. Throws `BackupUnusable`. */
export const describeBackup = async (file: string, version: string): Promise<string> =>
  describe(await checkBackup(file, version));

const describe = ({ header, end }: BackupFacts): string =>
  `${sayCount(end.rows.requests ?? 0, 'request')} and ${sayCount(end.head.seq, 'record')} of ${header.made_at}.${end.head.seq === 0 ? '' : ` Head of the record: ${end.head.seq} ${end.head.hash}`}`;

/**
 * Restores a backup into an empty directory, and settles everything that was open in it. Returns what to tell the
 * operator. Until it returns, no bot starts on the directory. Throws an error that says what to do.
 */
export async function restoreStore({ file, dataDir, clock, version }: Restoring): Promise<readonly string[]> {
  const inTheWay = existsSync(dataDir) ? readdirSync(dataDir).filter((name) => name !== 'lost+found') : [];
  if (inTheWay.length > 0) {
    throw new Error(
      `The data directory ${dataDir} is not empty, and a restore overwrites nothing. Move its contents away, or set DATA_DIR to another directory.`,
    );
  }
  const facts = await checkBackup(file, version);
  const mark = {
    mark: 'restoring',
    id: randomBytes(8).toString('hex'),
    place: file,
    at: new Date(clock.now()),
  } as const;
  await loadBackup({ file, dataDir, clock, version, tables: facts.header.tables, mark });
  const onError = (error: unknown): never => {
    throw error;
  };
  const store = await openStore({ dataDir, clock, onError, evenMarked: true });
  try {
    await finishRestore.jobs(store.database.kysely, file, version);
    const { head } = facts.end;
    const settled = await settleRestored({ ...store, clock }, { madeAt: new Date(facts.header.made_at), head });
    await finishRestore.done(store.database.kysely);
    return [`Restored ${describe(facts)}`, saySettled(settled)];
  } finally {
    await store.close();
  }
}

/**
 * Settles everything that is open in a database that was restored from a dump. Throws if a bot runs on it, or if its
 * record is not intact.
 */
export async function settleDump(databaseUrl: string, clock: Clock): Promise<readonly string[]> {
  const store = await openStore({ databaseUrl, clock, onError: () => {} });
  try {
    const { engine, kysely } = store.database;
    await kysely.transaction().execute((transaction) => claimStore({ engine }, transaction, nameServer(databaseUrl)));
    const { faults, head } = await verifyAuditLog(store.auditLog, []);
    if (faults.length > 0) throw new Error(`Nothing was settled: the audit record is not intact. ${faults.join(' ')}`);
    const madeAt = (await store.auditLog.last())?.at ?? new Date(clock.now());
    return [saySettled(await settleRestored({ ...store, clock }, { madeAt, head }))];
  } finally {
    await store.close();
  }
}

const saySettled = ({ unresolved, voided }: { readonly unresolved: number; readonly voided: number }): string =>
  `Settled what was open: ${unresolved} unresolved, since their runs may exist, and ${voided} voided.`;
