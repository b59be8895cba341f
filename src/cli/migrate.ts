import { migrateStore } from '../assemble/migrate-store.ts';
import { sayError } from '../assemble/say-error.ts';
import { readDatabasePlace } from '../settings/environment.ts';
import { readMoveTarget } from '../settings/move-target.ts';
import { readTextFile } from '../settings/read-text.ts';
import { type AuditCommand, here } from './command-output.ts';

interface Migrating extends AuditCommand {
  /** A directory or an address. Absent: the address is in the environment. */
  readonly to: string | undefined;
}

/** Exit codes: 0 moved, 2 could not run, and the source is as it was. */
export async function runMigrate({ env, to, write, complain }: Migrating): Promise<number> {
  try {
    const from = readDatabasePlace(env, readTextFile);
    for (const line of await migrateStore(from, readMoveTarget(to, env, readTextFile), here.clock)) write(line);
    return 0;
  } catch (error) {
    complain(sayError(error));
    return 2;
  }
}
