import type { AuditLog } from '../../flows/ports/audit-log.ts';
import { auditCommands } from './audit-commands.ts';
import type { CommandTable } from './command.ts';

/** What the commands work on: the store of the bot, or the one that the command line opened. */
export interface StoreParts {
  readonly auditLog: AuditLog;
}

/** The commands that work on the store, beside a running bot as well. */
export const storeCommands = ({ auditLog }: StoreParts) => ({ ...auditCommands(auditLog) }) satisfies CommandTable;

export type StoreCommand = keyof ReturnType<typeof storeCommands>;
