import { createWriteStream, renameSync, rmSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { runStoreCommand } from '../assemble/commands/run-store-command.ts';
import { sayError } from '../assemble/say-error.ts';
import type { AuditFilter } from '../flows/ports/audit-log.ts';
import type { ExportFormat } from '../flows/record/export-audit.ts';
import { type AuditCommand, here, refuseNoFolder, toLines } from './command-output.ts';

export interface AuditExportOptions extends Omit<AuditCommand, 'write'>, AuditFilter {
  readonly format: ExportFormat;
  /** Absent: standard output. */
  readonly output?: string;
  readonly stdout: Writable;
}

/** Writes records page by page. Exit codes: 0 complete, 2 failed. */
export async function runAuditExport({ output, stdout, ...options }: AuditExportOptions): Promise<number> {
  if (output === undefined) return exportTo(stdout, options);
  try {
    return await writeFile(output, (file) => exportTo(file, options));
  } catch (error) {
    options.complain(sayError(error));
    return 2;
  }
}

type Exporting = Omit<AuditExportOptions, 'output' | 'stdout'>;

function exportTo(stream: Writable, { env, complain, ...options }: Exporting): Promise<number> {
  const output = toLines({ write: () => {}, complain }, stream);
  return runStoreCommand({ env, ...here, command: 'audit export', options }, output);
}

/**
 * Creates the file only when it is complete, since half of it would look like a record whose end was cut off. Only its
 * owner may read it, because it has names.
 */
async function writeFile(output: string, fill: (file: Writable) => Promise<number>): Promise<number> {
  refuseNoFolder(output);
  const draft = `${output}.${process.pid}.draft`;
  try {
    const file = createWriteStream(draft, { mode: 0o600 });
    const exit = await fill(file);
    file.end();
    await finished(file);
    if (exit === 0) renameSync(draft, output);
    return exit;
  } finally {
    rmSync(draft, { force: true });
  }
}
