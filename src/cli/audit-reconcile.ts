import { runStoreCommand } from '../assemble/commands/run-store-command.ts';
import { type AuditCommand, here, toLines } from './command-output.ts';

export interface AuditReconcileOptions extends AuditCommand {
  readonly since?: Date;
  readonly workspace?: string;
}

/** Exit codes: 0 no differences, 1 differences, each printed, 2 something could not be read. */
export const runAuditReconcile = ({ env, write, complain, ...options }: AuditReconcileOptions) =>
  runStoreCommand({ env, ...here, command: 'audit reconcile', options }, toLines({ write, complain }));
