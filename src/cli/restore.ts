import { restoreStore, settleDump } from '../assemble/restore-store.ts';
import { sayError } from '../assemble/say-error.ts';
import { readDatabasePlace } from '../settings/environment.ts';
import { readTextFile } from '../settings/read-text.ts';
import { type AuditCommand, here } from './command-output.ts';

interface Restoring extends AuditCommand {
  /** A backup. Absent: a server's database was restored from a dump already. */
  readonly file: string | undefined;
}

/** Exit codes: 0 restored, 2 could not run. */
export async function runRestore({ write, complain, ...restoring }: Restoring): Promise<number> {
  try {
    for (const line of await restore(restoring)) write(line);
    write('Start the bot. It redraws the messages of the settled requests.');
    return 0;
  } catch (error) {
    complain(sayError(error));
    return 2;
  }
}

async function restore({ env, file }: Pick<Restoring, 'env' | 'file'>): Promise<readonly string[]> {
  const place = readDatabasePlace(env, readTextFile);
  if ('dataDir' in place) {
    if (file !== undefined) return restoreStore({ file, dataDir: place.dataDir, ...here });
    throw new Error('Name the backup to restore. Only a server, with DATABASE_URL, is restored from a dump first.');
  }
  if (file === undefined) return settleDump(place.databaseUrl, here.clock);
  throw new Error(
    'A backup is restored into DATA_DIR, and DATABASE_URL is set. Unset it, or restore a dump with pg_restore and run this with --dump.',
  );
}
