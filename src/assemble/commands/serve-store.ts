import type { Logger } from 'pino';
import type { CompareRecordDeps } from '../../flows/checking/compare-record.ts';
import type { Clock } from '../../flows/ports/clock.ts';
import type { Store } from '../../store/store.ts';
import { removeDrafts } from './backup-command.ts';
import type { CommandTable } from './command.ts';
import { type CommandServer, serveCommands } from './serve-commands.ts';
import { storeCommands } from './store-commands.ts';

interface ServeStoreParts {
  readonly store: Store;
  readonly dataDir: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly version: string;
  readonly comparing: CompareRecordDeps;
  /** What the bot answers besides the commands on its store. */
  readonly more: CommandTable;
}

/** Answers the command line for the store that this process has open. */
export function serveStore({
  store,
  dataDir,
  clock,
  log,
  version,
  comparing,
  more,
}: ServeStoreParts): Promise<CommandServer> {
  removeDrafts(dataDir);
  const commands = { ...storeCommands({ ...store, dataDir, clock, version, comparing: () => comparing }), ...more };
  return serveCommands({ directory: dataDir, commands, version, log });
}
