import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';
import { parseJson } from '../domain/json-object.ts';
import type { AuditPage } from '../flows/ports/audit-log.ts';
import { verifyAudit } from '../flows/record/verify-audit.ts';
import { fromAuditRow } from './audit-log.ts';
import type { RowPage } from './copy-rows.ts';
import { knowsTables, newestTables } from './migrate.ts';

// A backup is gzip of lines: the header, then "<table> <row as JSON>", then "end <what it has to be>".

/** The backup cannot be restored, and nothing of it was. */
export class BackupUnusable extends Error {
  constructor(file: string, why: string) {
    super(`${file} cannot be restored: ${why}`);
    this.name = 'BackupUnusable';
  }
}

const HEADER = z.object({
  tf_action_backup: z.literal(1),
  /** Of the program that made it. */
  version: z.string(),
  /** The last migration of its tables. */
  tables: z.string(),
  made_at: z.iso.datetime(),
});
export type BackupHeader = z.infer<typeof HEADER>;

const END = z.object({
  rows: z.record(z.string(), z.number()),
  head: z.object({ seq: z.number(), hash: z.string() }),
  /** Of all lines before this one. */
  sha256: z.string(),
});
export type BackupEnd = z.infer<typeof END>;

/** What a backup says about itself. */
export interface BackupFacts {
  readonly header: BackupHeader;
  readonly end: BackupEnd;
}

const NO_BACKUP = 'it is no backup of tf-action.';
const NOT_READ: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file.',
  ENOTDIR: 'there is no such file.',
  EISDIR: 'it is a directory. Name the file that "tf-action backup" wrote.',
  EACCES: `user ${process.getuid?.() ?? 'unknown'} may not read it.`,
};
const CUT_OFF = 'it is cut off or damaged. Take another backup.';

/**
 * Reads a backup to its end and checks everything in it: that this program knows its tables, its checksum, the count of
 * its rows, and the chain of the audit record. `version` is this program's. Throws `BackupUnusable`.
 */
export async function checkBackup(file: string, version: string): Promise<BackupFacts> {
  const reading = new BackupReading(file);
  const chain = await verifyAudit(pairPages(reading.pages(version)), { heads: [], isPart: false });
  if (chain.faults.length > 0) {
    throw new BackupUnusable(file, `the audit record in it is not intact. ${chain.faults.join(' ')}`);
  }
  const { header, end } = reading;
  if (header === undefined || end === undefined) throw new BackupUnusable(file, CUT_OFF);
  const isWhole = end.sha256 === reading.sha256 && JSON.stringify(end.rows) === JSON.stringify(reading.rows);
  const isHead = chain.head.seq === end.head.seq && (chain.head.seq === 0 || chain.head.hash === end.head.hash);
  if (!isWhole || !isHead) throw new BackupUnusable(file, CUT_OFF);
  return { header, end };
}

/** The rows of a backup that was checked. */
export const readBackup = (file: string, version: string): AsyncGenerator<RowPage> =>
  new BackupReading(file).pages(version);

/** Rows per page. */
const PAGE = 500;

class BackupReading {
  readonly #file: string;
  header: BackupHeader | undefined;
  end: BackupEnd | undefined;
  sha256 = '';
  readonly rows: Record<string, number> = {};

  constructor(file: string) {
    this.#file = file;
  }

  async *pages(version: string): AsyncGenerator<RowPage> {
    let page: { table: string; rows: string[] } = { table: '', rows: [] };
    for await (const { table, row } of this.#lines(version)) {
      if (table !== page.table || page.rows.length >= PAGE) {
        if (page.rows.length > 0) yield page;
        page = { table, rows: [] };
      }
      page.rows.push(row);
      this.rows[table] = (this.rows[table] ?? 0) + 1;
    }
    if (page.rows.length > 0) yield page;
  }

  async *#lines(version: string): AsyncGenerator<{ readonly table: string; readonly row: string }> {
    const hash = createHash('sha256');
    for await (const line of this.#unzip()) {
      if (this.end !== undefined) throw new BackupUnusable(this.#file, CUT_OFF);
      const at = line.indexOf(' ');
      const [table, row] = [line.slice(0, at), line.slice(at + 1)];
      if (this.header === undefined) this.header = this.#readHeader(line, version);
      else if (table === 'end') this.end = this.#readEnd(row);
      else yield { table, row };
      if (this.end === undefined) hash.update(`${line}\n`);
    }
    this.sha256 = hash.digest('hex');
  }

  /** Throws `BackupUnusable` for what gunzip cannot read. */
  async *#unzip(): AsyncGenerator<string> {
    const source = createReadStream(this.#file);
    const input = createGunzip();
    source.once('error', (error) => input.destroy(error));
    try {
      yield* createInterface({ input: source.pipe(input), crlfDelay: Number.POSITIVE_INFINITY });
    } catch (error) {
      if (error instanceof BackupUnusable) throw error;
      const code = (error as NodeJS.ErrnoException).code ?? '';
      // Not even the first line could be read.
      const why = NOT_READ[code] ?? (code === 'Z_DATA_ERROR' && this.header === undefined ? NO_BACKUP : undefined);
      if (why !== undefined) throw new BackupUnusable(this.#file, why);
      if (code.startsWith('Z_') || code === 'ERR_STREAM_PREMATURE_CLOSE') throw new BackupUnusable(this.#file, CUT_OFF);
      throw error;
    } finally {
      source.destroy();
    }
  }

  #readHeader(line: string, version: string): BackupHeader {
    const read = HEADER.safeParse(parseJson(line));
    if (!read.success) throw new BackupUnusable(this.#file, NO_BACKUP);
    if (knowsTables(read.data.tables)) return read.data;
    throw new BackupUnusable(
      this.#file,
      `it was made by version ${read.data.version}, whose tables are those of ${read.data.tables}. This is version ${version}, which knows them up to ${newestTables()}. Restore it with version ${read.data.version} or a newer one.`,
    );
  }

  #readEnd(row: string): BackupEnd {
    const read = END.safeParse(parseJson(row));
    if (!read.success) throw new BackupUnusable(this.#file, CUT_OFF);
    return read.data;
  }
}

/** Puts the texts of records, which follow them, beside them. */
async function* pairPages(pages: AsyncIterable<RowPage>): AsyncGenerator<AuditPage> {
  let records: AuditPage['records'] = [];
  let texts: AuditPage['texts'] = [];
  for await (const { table, rows } of pages) {
    if (table === 'audit') {
      if (records.length > 0) yield { records, texts };
      records = rows.map((row) => {
        const parsed = JSON.parse(row);
        return fromAuditRow({ ...parsed, at: new Date(parsed.at) });
      });
      texts = [];
    } else if (table === 'audit_texts') {
      texts = [...texts, ...rows.map((row) => JSON.parse(row))];
    }
  }
  if (records.length > 0) yield { records, texts };
}
