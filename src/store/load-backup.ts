import { type Kysely, sql } from 'kysely';
import type { Clock } from '../flows/ports/clock.ts';
import { readBackup } from './backup-file.ts';
import { insertRows, settleRows } from './copy-rows.ts';
import { openDatabase } from './database.ts';
import { putMark, removeMark, type StoreMark } from './store-marks.ts';
import type { Tables } from './tables.ts';

const JOBS = 'pgboss.job';

interface Loading {
  /** A backup that was checked. */
  readonly file: string;
  /** An empty directory. */
  readonly dataDir: string;
  readonly clock: Clock;
  readonly version: string;
  /** The last migration of the backup's tables. */
  readonly tables: string;
  readonly mark: StoreMark;
}

/** Makes the tables as the backup has them and inserts its rows, without the jobs, whose tables the engine makes. */
export async function loadBackup({ file, dataDir, clock, version, tables, mark }: Loading): Promise<void> {
  const { kysely, close } = await openDatabase({ dataDir, clock, tablesOf: tables });
  try {
    await putMark(kysely, mark);
    await kysely.transaction().execute(async (transaction) => {
      for await (const page of readBackup(file, version)) if (page.table !== JOBS) await insertRows(transaction, page);
      // Slack may have got these since, so they are looked for before they are posted again.
      for (const table of ['outbox', 'admin_news', 'digests'])
        await sql`update ${sql.table(table)} set uncertain = true, claimed_until = null`.execute(transaction);
    });
  } finally {
    await close();
  }
}

/** What follows once the engine has made its tables. */
export const finishRestore = {
  /** Inserts the jobs of settled requests. Those of open ones could create a run, and are left out. */
  async jobs(kysely: Kysely<Tables>, file: string, version: string): Promise<void> {
    await kysely.transaction().execute(async (transaction) => {
      for await (const page of readBackup(file, version)) if (page.table === JOBS) await insertRows(transaction, page);
      await sql`
        delete from pgboss.job where data ->> 'requestId' in (select id from requests where settled_at is null)
      `.execute(transaction);
      await settleRows(transaction);
    });
  },
  /** From now on, a bot starts on it. */
  done: removeMark,
};
