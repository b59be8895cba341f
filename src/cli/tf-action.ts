#!/usr/bin/env node
import { Command } from 'commander';
import { sayError } from '../assemble/say-error.ts';
import { addAuditCommands } from './add-audit-commands.ts';
import { addBotCommands } from './add-bot-commands.ts';
import { addCheckCommands } from './add-check-commands.ts';
import { addStoreCommands } from './add-store-commands.ts';
import { keepCompiled } from './compile-cache.ts';
import { readVersion } from './version.ts';

// Before a command imports what it needs, since only later imports are cached.
keepCompiled();

/** Exit codes: 0 success, 1 faults found, 2 could not run. */
const COULD_NOT_RUN = 2;

const program = new Command('tf-action')
  .description('Run Terraform Actions on HCP Terraform from Slack, once the required people have approved.')
  .version(readVersion(), '-V, --version', 'print the version')
  .exitOverride((exit) => process.exit(exit.exitCode === 0 ? 0 : COULD_NOT_RUN));

addBotCommands(program);
addCheckCommands(program);
addAuditCommands(program);
addStoreCommands(program);

try {
  await program.parseAsync();
} catch (error) {
  console.error(sayError(error));
  process.exit(COULD_NOT_RUN);
}
