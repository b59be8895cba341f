import { runStoreCommand } from '../assemble/commands/run-store-command.ts';
import { type AuditCommand, here, toLines } from './command-output.ts';

/** Exit codes: 0 forgotten, 1 refused because the person has open requests, 2 could not run. */
export const runAuditForget = ({ env, person, ...lines }: AuditCommand & { readonly person: string }) =>
  runStoreCommand({ env, ...here, command: 'audit forget', options: { person } }, toLines(lines));
