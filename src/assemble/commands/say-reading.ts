import type { AuditReading } from '../../flows/record/verify-audit.ts';
import type { CommandOutput } from './command.ts';

/** Where the records came from, if not from the store. */
interface OfFile {
  /** The file was exported with a filter, so that records are missing in it. */
  readonly isPart: boolean;
}

/** Prints what `verify` found. Exit codes: 0 all records are intact, 1 faults, each printed with its record. */
export async function sayReading(
  { faults, cutShort, records, first = 1, head }: AuditReading,
  { write }: Pick<CommandOutput, 'write'>,
  file?: OfFile,
): Promise<number> {
  for (const fault of faults) await write(fault);
  if (cutShort) await write('There are more faults. Reading stopped here.');
  if (faults.length > 0) {
    if (file?.isPart === false && first > 1)
      await write('If the file was exported with --since, --until or --request, add --part.');
    return 1;
  }
  if (file?.isPart) {
    await write(`${sayIntact(records)} Records outside this file were not checked.`);
    return 0;
  }
  await write(sayIntact(records));
  await write(`Head of the record: ${head.seq} ${head.hash}`);
  return 0;
}

const sayIntact = (records: number): string =>
  records === 1 ? '1 record is intact.' : `${records} records are intact.`;
