import type { Logger } from 'pino';
import type { Clock } from '../../flows/ports/clock.ts';
import type { Store } from '../../store/store.ts';
import type { About } from '../describe-setup.ts';
import { removeDrafts } from './backup-command.ts';
import type { ReconcileParts } from './reconcile-command.ts';
import { type CommandServer, serveCommands } from './serve-commands.ts';
import { storeCommands } from './store-commands.ts';

/** Answers the command line for the store that this process has open. */
export function serveStore(
  store: Store,
  dataDir: string,
  clock: Clock,
  log: Logger,
  comparing: ReconcileParts['comparing'],
  { version = 'unknown' }: About = {},
): Promise<CommandServer> {
  removeDrafts(dataDir);
  const commands = storeCommands({ ...store, dataDir, clock, version, comparing });
  return serveCommands({ directory: dataDir, commands, version, log });
}
