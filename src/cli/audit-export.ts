import { createWriteStream, renameSync, rmSync } from 'node:fs';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { AuditFilter } from '../flows/ports/audit-log.ts';
import { type ExportFormat, exportAudit } from '../flows/record/export-audit.ts';
import { type AuditCommand, withAuditLog } from './with-audit-log.ts';

export interface AuditExportOptions extends Omit<AuditCommand, 'write'>, AuditFilter {
  readonly format: ExportFormat;
  /** Absent: standard output. */
  readonly output?: string;
  readonly stdout: Writable;
}

/** Writes records page by page. Exit codes: 0 complete, 2 failed. */
export function runAuditExport({ format, output, stdout, ...options }: AuditExportOptions): Promise<number> {
  const { since, until, request } = options;
  return withAuditLog({ ...options, write: () => {} }, async (log) => {
    const lines = Readable.from(exportAudit(log, format, { since, until, request }));
    if (output === undefined) await pipeline(lines, stdout, { end: false });
    else await writeFile(lines, output);
    return 0;
  });
}

/**
 * Creates the file only when it is complete, since half of it would look like a record whose end was cut off. Only its
 * owner may read it, because it has names.
 */
async function writeFile(lines: Readable, output: string): Promise<void> {
  const draft = `${output}.${process.pid}.draft`;
  try {
    await pipeline(lines, createWriteStream(draft, { mode: 0o600 }));
    renameSync(draft, output);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}
