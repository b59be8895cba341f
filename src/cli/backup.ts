import { closeSync, createWriteStream, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { finished } from 'node:stream/promises';
import { runStoreCommand } from '../assemble/commands/run-store-command.ts';
import { describeBackup } from '../assemble/restore-store.ts';
import { sayError } from '../assemble/say-error.ts';
import { type AuditCommand, here, refuseNoFolder, toLines } from './command-output.ts';

/** Exit codes: 0 written, 1 the record is not intact, 2 could not run. */
export async function runBackup({ env, to, ...lines }: AuditCommand & { readonly to: string }): Promise<number> {
  try {
    return await writeWhole(to, lines, (draft) => {
      const file = createWriteStream(draft, { flags: 'wx', mode: 0o600, flush: true });
      return runStoreCommand({ env, ...here, command: 'backup', options: {} }, toLines(lines, file)).finally(() => {
        file.end();
        return finished(file);
      });
    });
  } catch (error) {
    lines.complain(sayError(error));
    return 2;
  }
}

/** The file appears when it is complete and on the disk. Nothing is overwritten. */
async function writeWhole(
  to: string,
  { write }: Pick<AuditCommand, 'write'>,
  fill: (draft: string) => Promise<number>,
): Promise<number> {
  refuseExisting(to);
  refuseNoFolder(to);
  const draft = `${to}.${process.pid}.draft`;
  try {
    const exit = await fill(draft);
    if (exit !== 0) return exit;
    const said = await describeBackup(draft, here.version);
    refuseExisting(to);
    renameSync(draft, to);
    flushDirectory(dirname(to));
    write(`Backed up to ${to}: ${said}`);
    return 0;
  } finally {
    rmSync(draft, { force: true });
  }
}

function refuseExisting(file: string): void {
  if (existsSync(file)) throw new Error(`${file} exists, and a backup overwrites nothing. Give --to another name.`);
}

function flushDirectory(directory: string): void {
  const opened = openSync(directory, 'r');
  fsyncSync(opened);
  closeSync(opened);
}
