import { randomBytes } from 'node:crypto';
import { createReadStream, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../flows/ports/clock.ts';
import { BackupUnusable, checkBackup } from '../../store/backup-file.ts';
import type { Database } from '../../store/database.ts';
import { writeBackup } from '../../store/write-backup.ts';
import type { CommandOutput, CommandTable } from './command.ts';

export interface BackupParts {
  readonly database: Pick<Database, 'kysely'>;
  /** Where the embedded database is. Absent with a server. */
  readonly dataDir: string | undefined;
  readonly clock: Clock;
  readonly version: string;
}

const DRAFT = /^backup\.[0-9a-f]{16}\.draft$/;

/** Sends a backup of the embedded store. Exit codes: 0 sent, 1 the record is not intact, 2 could not run. */
export const backupCommand = (parts: BackupParts) =>
  ({
    backup: (_, output) => backUp(parts, output),
  }) satisfies CommandTable;

/**
 * The backup is written beside the database first and checked there, so that whoever reads slowly does not keep the bot
 * waiting, and nothing leaves that could not be restored.
 */
async function backUp({ database, dataDir, clock, version }: BackupParts, output: CommandOutput): Promise<number> {
  if (dataDir === undefined) {
    await output.complain('Only an embedded database is backed up like this. With DATABASE_URL, use pg_dump.');
    return 2;
  }
  const draft = join(dataDir, `backup.${randomBytes(8).toString('hex')}.draft`);
  try {
    await writeBackup(database.kysely, draft, { version, at: new Date(clock.now()) });
    await checkBackup(draft, version);
    for await (const piece of createReadStream(draft)) await output.send(piece);
    return 0;
  } catch (error) {
    if (!(error instanceof BackupUnusable)) throw error;
    await output.complain(`Nothing was backed up. ${error.message.replace(draft, 'What was written')}`);
    return 1;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Removes what a process that was killed left. */
export function removeDrafts(dataDir: string): void {
  for (const name of readdirSync(dataDir)) if (DRAFT.test(name)) rmSync(join(dataDir, name), { force: true });
}
