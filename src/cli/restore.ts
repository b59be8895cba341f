import { restoreStore } from '../assemble/restore-store.ts';
import { sayError } from '../assemble/say-error.ts';
import { readDatabasePlace } from '../settings/environment.ts';
import { readTextFile } from '../settings/read-text.ts';
import { type AuditCommand, here } from './command-output.ts';

/** Exit codes: 0 restored, 2 could not run. */
export async function runRestore({
  env,
  file,
  write,
  complain,
}: AuditCommand & { readonly file: string }): Promise<number> {
  try {
    const place = readDatabasePlace(env, readTextFile);
    if (!('dataDir' in place)) {
      complain(
        'A backup is restored into DATA_DIR, and DATABASE_URL is set. Unset it, or restore a dump with pg_restore.',
      );
      return 2;
    }
    for (const line of await restoreStore({ file, dataDir: place.dataDir, ...here })) write(line);
    write('Start the bot. It redraws the messages of the settled requests.');
    return 0;
  } catch (error) {
    complain(sayError(error));
    return 2;
  }
}
