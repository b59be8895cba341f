import type { AuditLog } from '../../flows/ports/audit-log.ts';
import { auditCommands } from './audit-commands.ts';
import { type BackupParts, backupCommand } from './backup-command.ts';
import type { CommandTable } from './command.ts';
import { type ReconcileParts, reconcileCommand } from './reconcile-command.ts';

/** The store of the bot, or the one that the command line opened. */
export interface StoreParts extends BackupParts, ReconcileParts {
  readonly auditLog: AuditLog;
}

/** The commands that work on the store, beside a running bot as well. */
export const storeCommands = (parts: StoreParts) =>
  ({ ...auditCommands(parts.auditLog), ...backupCommand(parts), ...reconcileCommand(parts) }) satisfies CommandTable;

export type StoreCommand = keyof ReturnType<typeof storeCommands>;
