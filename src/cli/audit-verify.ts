import { accessSync, constants } from 'node:fs';
import type { ChainHead } from '../domain/audit-chain.ts';
import { type AuditReading, verifyAudit, verifyAuditLog } from '../flows/record/verify-audit.ts';
import { readExported } from './exported-file.ts';
import { type AuditCommand, withAuditLog } from './with-audit-log.ts';

export interface AuditVerifyOptions extends AuditCommand {
  /** A jsonl export. Absent: the database. */
  readonly file?: string;
  readonly heads: readonly ChainHead[];
  /** True if the file was exported with a filter, so that records are missing in it. */
  readonly isPart: boolean;
}

/** Exit codes: 0 all records are intact, 1 faults (each printed with its record), 2 could not run. */
export async function runAuditVerify(options: AuditVerifyOptions): Promise<number> {
  const { file, heads, isPart, write, complain } = options;
  if (file === undefined) {
    if (!isPart) return withAuditLog(options, async (log) => say(await verifyAuditLog(log, heads), options));
    complain('--part is for a file that was exported with --since, --until or --request.');
    return 2;
  }
  try {
    accessSync(file, constants.R_OK);
  } catch {
    complain(`${file} cannot be read. Check its path and its rights.`);
    return 2;
  }
  const reading = await verifyAudit(readExported(file), { heads, isPart });
  if (reading.records > 0 || reading.faults.length > 0) return say(reading, options);
  write(`There is no record in ${file}.`);
  return 1;
}

function say(reading: AuditReading, { write, isPart, file }: AuditVerifyOptions): number {
  const { faults, cutShort, records, first = 1, head } = reading;
  for (const fault of faults) write(fault);
  if (cutShort) write('There are more faults. Reading stopped here.');
  if (faults.length > 0) {
    if (file !== undefined && first > 1 && !isPart)
      write('If the file was exported with --since, --until or --request, add --part.');
    return 1;
  }
  if (isPart) {
    write(`${records} records are intact. Records outside this file were not checked.`);
    return 0;
  }
  write(`${records} records are intact.`);
  write(`Head of the record: ${head.seq} ${head.hash}`);
  return 0;
}
