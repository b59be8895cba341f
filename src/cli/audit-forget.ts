import { runStoreCommand } from '../assemble/commands/run-store-command.ts';
import { systemClock } from '../main.ts';
import { type AuditCommand, toLines } from './command-output.ts';

/** Exit codes: 0 forgotten, 1 refused because the person has open requests, 2 could not run. */
export const runAuditForget = ({ env, person, ...lines }: AuditCommand & { readonly person: string }) =>
  runStoreCommand({ env, clock: systemClock, command: 'audit forget', options: { person } }, toLines(lines));
