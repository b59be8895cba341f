import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Kysely } from 'kysely';
import type { BackupEnd, BackupHeader } from './backup-file.ts';
import { readAuditRows, readRows } from './copy-rows.ts';
import { newestTables } from './migrate.ts';
import type { Tables } from './tables.ts';

/**
 * Writes a backup into a new file that only its owner can read. The rows of the record never change, so they are read
 * after the transaction that reads everything else: until then, a bot with an embedded database waits.
 */
export async function writeBackup(
  kysely: Kysely<Tables>,
  file: string,
  { version, at }: { readonly version: string; readonly at: Date },
): Promise<void> {
  const gzip = createGzip();
  const written = pipeline(gzip, createWriteStream(file, { flags: 'wx', mode: 0o600 }));
  // A write that fails rejects below.
  written.catch(() => {});
  const hash = createHash('sha256');
  const rows: Record<string, number> = {};
  const write = (text: string): Promise<void> => {
    hash.update(text);
    return new Promise((resolve, reject) => {
      gzip.write(text, (error) => (error ? reject(error) : resolve()));
    });
  };
  const writePage = async (page: { readonly table: string; readonly rows: readonly string[] }): Promise<void> => {
    rows[page.table] = (rows[page.table] ?? 0) + page.rows.length;
    await write(page.rows.map((row) => `${page.table} ${row}\n`).join(''));
  };
  try {
    const header = { tf_action_backup: 1, version, tables: newestTables(), made_at: at.toISOString() } as const;
    await write(`${JSON.stringify(header satisfies BackupHeader)}\n`);
    const head = await kysely
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute(async (transaction) => {
        for await (const page of readRows(transaction)) await writePage(page);
        const last = await transaction
          .selectFrom('audit')
          .select(['seq', 'hash'])
          .orderBy('seq', 'desc')
          .limit(1)
          .execute();
        return last[0] ?? { seq: 0, hash: '' };
      });
    for await (const page of readAuditRows(kysely, 0, head.seq)) await writePage(page);
    const end: BackupEnd = { rows, head, sha256: hash.digest('hex') };
    gzip.end(`end ${JSON.stringify(end)}\n`);
    await written;
  } catch (error) {
    gzip.destroy();
    // Says why the file could not be written, if that was it.
    await written.catch((cause) => {
      if ((cause as NodeJS.ErrnoException).syscall !== undefined) throw cause;
    });
    throw error;
  }
}
