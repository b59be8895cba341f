import { accessSync, constants } from 'node:fs';
import { runStoreCommand } from '../assemble/commands/run-store-command.ts';
import { sayReading } from '../assemble/commands/say-reading.ts';
import type { ChainHead } from '../domain/audit-chain.ts';
import { verifyAudit } from '../flows/record/verify-audit.ts';
import { type AuditCommand, here, toLines } from './command-output.ts';
import { readExported } from './exported-file.ts';

export interface AuditVerifyOptions extends AuditCommand {
  /** A jsonl export. Absent: the database. */
  readonly file?: string;
  readonly heads: readonly ChainHead[];
  /** True if the file was exported with a filter, so that records are missing in it. */
  readonly isPart: boolean;
}

/** Exit codes: 0 all records are intact, 1 faults (each printed with its record), 2 could not run. */
export async function runAuditVerify(options: AuditVerifyOptions): Promise<number> {
  const { env, file, heads, isPart, write, complain } = options;
  const output = toLines(options);
  if (file === undefined) {
    if (!isPart) {
      return runStoreCommand({ env, ...here, command: 'audit verify', options: { heads } }, output);
    }
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
  if (reading.records > 0 || reading.faults.length > 0) return sayReading(reading, output, { isPart });
  write(`There is no record in ${file}.`);
  return 1;
}
