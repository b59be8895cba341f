#!/usr/bin/env node
import { Command, InvalidArgumentError, Option } from 'commander';
import { sayError } from '../assemble/say-error.ts';
import type { ChainHead } from '../domain/audit-chain.ts';
import type { AuditExportOptions } from './audit-export.ts';
import { readFormat, readHead, readPerson, readTime } from './audit-options.ts';
import { keepCompiled } from './compile-cache.ts';
import { loadEnvironmentFile } from './environment-file.ts';
import { readVersion } from './version.ts';

// Before the commands are imported, since only later imports are cached.
keepCompiled();

/** Exit codes: 0 success, 1 faults found, 2 could not run. */
const COULD_NOT_RUN = 2;

const write = (line: string): void => console.log(line);
const complain = (line: string): void => console.error(line);

function readPort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('A port is from 0 to 65535.');
  return port;
}

interface ExplainWords {
  readonly person: string;
  readonly channel?: string;
  readonly at?: string;
  readonly group: readonly string[];
  readonly expect?: 'allowed' | 'refused';
  readonly file?: string;
}

/** The allowlist to read: the given file, otherwise the bot's own. */
function findAllowlist(given: string | undefined): string {
  loadEnvironmentFile(process.env);
  return given ?? process.env.TF_ACTION_CONFIG ?? 'config/actions.yml';
}

const collect = (one: string, before: readonly string[]): readonly string[] => [...before, one];

const program = new Command('tf-action')
  .description('Run Terraform Actions on HCP Terraform from Slack, once the required people have approved.')
  .version(readVersion(), '-V, --version', 'print the version')
  .exitOverride((exit) => process.exit(exit.exitCode === 0 ? 0 : COULD_NOT_RUN));

program
  .command('start')
  .description('start the bot; docs/operating.md lists its environment variables')
  .action(async () => {
    loadEnvironmentFile(process.env);
    const { main } = await import('../main.ts');
    process.exit(await main(process.env, (line) => console.error(line), readVersion()));
  });

program
  .command('sandbox')
  .description('try the bot with a Slack and an HCP Terraform on this machine, and no accounts')
  .option('--play', 'play the story in the terminal and end')
  .addOption(
    new Option('--keep', 'start no bot, and print the variables for one; try init, check --online and start').conflicts(
      'play',
    ),
  )
  .option('--port <port>', 'where the page is served; 0 is any free port', readPort, 0)
  .action(async (options: { readonly play?: boolean; readonly keep?: boolean; readonly port: number }) => {
    const { runSandbox } = await import('./sandbox.ts');
    const { play = false, keep = false, port } = options;
    process.exit(await runSandbox({ play, keep, port, write }));
  });

interface InitWords {
  readonly env?: boolean;
  readonly organization?: string;
  readonly workspace: readonly string[];
  readonly channel: readonly string[];
  readonly file?: string;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

program
  .command('init')
  .description('write an allowlist for the actions that Slack and HCP Terraform show; it overwrites nothing')
  .option('--env', 'write a .env with every variable instead')
  .option('--organization <name>', 'the HCP Terraform organization')
  .option('--workspace <name...>', 'names or ids; without it, all that have actions', [])
  .option('--channel <name...>', 'the only channels in which people can ask', [])
  .option('--file <file>', 'the file to write; default TF_ACTION_CONFIG, else config/actions.yml')
  .option('--yes', 'ask nothing')
  .option('--dry-run', 'print the file instead of writing it')
  .action(async ({ env, workspace, channel, file: given, yes, dryRun, ...rest }: InitWords) => {
    const tell = (text: string): void => void process.stderr.write(text);
    const { runInit, runInitEnvironment } = await import('./init.ts');
    const common = { dryRun: dryRun === true, write, tell };
    if (env === true) process.exit(await runInitEnvironment(common));
    const { systemClock } = await import('../main.ts');
    const file = findAllowlist(given);
    const chosen = { ...rest, workspaces: workspace, channels: channel, file, yes: yes === true };
    const options = { ...common, ...chosen, env: process.env, clock: systemClock, input: process.stdin };
    process.exit(await runInit(options));
  });

program
  .command('check')
  .description('check the allowlist, and print its faults or a table of its entries')
  .argument('[file]', 'the allowlist; default TF_ACTION_CONFIG, else config/actions.yml')
  .option('--online', 'also ask Slack and HCP Terraform about it; exit 2 if one of them cannot be asked')
  .action(async (given: string | undefined, { online }: { readonly online?: boolean }) => {
    const file = findAllowlist(given);
    const options = { file, env: process.env, write };
    if (online !== true) {
      const { runCheck } = await import('./check.ts');
      process.exit(runCheck(options));
    }
    const { systemClock } = await import('../main.ts');
    const { runCheckOnline } = await import('./check-online.ts');
    process.exit(await runCheckOnline({ ...options, clock: systemClock }));
  });

program
  .command('doctor')
  .description('check everything that the bot needs, each with its fix; it changes nothing; exit 2 if not all is known')
  .option('--json', 'print the checks as JSON')
  .option('--file <file>', 'the allowlist; default TF_ACTION_CONFIG, else config/actions.yml')
  .action(async ({ json, file: given }: { readonly json?: boolean; readonly file?: string }) => {
    const file = findAllowlist(given);
    const { systemClock } = await import('../main.ts');
    const { runDoctor } = await import('./doctor.ts');
    const version = readVersion();
    const options = { env: process.env, file, clock: systemClock, json: json === true, version, write };
    process.exit(await runDoctor(options));
  });

program
  .command('explain')
  .description(
    'say whether a person can request an entry, by which rule, and who has to approve; exit 0 allowed, 1 not, 2 unknown',
  )
  .argument('<action>')
  .argument('<environment>')
  .argument('[parameters...]', 'name=value; checked only if given')
  .requiredOption('--person <id>', 'U… or W…, or a name of the file')
  .option('--channel <id>', 'the channel of the request; without it, any allowed channel')
  .option('--at <time>', 'ISO 8601, such as 2026-12-24T16:00:00Z; without it, now')
  .option('--group <id>', 'take the person to be in this user group and no other (repeatable; or none)', collect, [])
  .addOption(new Option('--expect <answer>', 'exit 0 if this is the answer, 1 if not').choices(['allowed', 'refused']))
  .option('--file <file>', 'the allowlist; default TF_ACTION_CONFIG, else config/actions.yml')
  .action(async (action: string, environment: string, parameters: readonly string[], options: ExplainWords) => {
    const { systemClock } = await import('../main.ts');
    const { runExplain } = await import('./explain.ts');
    const { group, file: given, ...rest } = options;
    const file = findAllowlist(given);
    const asked = { action, environment, parameters, ...rest, file, groups: group };
    process.exit(await runExplain({ ...asked, env: process.env, clock: systemClock, write }));
  });

program
  .command('schema')
  .description('print the JSON Schema of the allowlist')
  .action(async () => {
    const { printSchema } = await import('./schema.ts');
    process.exit(printSchema({ write }));
  });

type ExportOptions = Pick<AuditExportOptions, 'format' | 'since' | 'until' | 'request' | 'output'>;
interface VerifyOptions {
  readonly head: readonly ChainHead[];
  readonly part?: boolean;
}

const audit = program.command('audit').description('export, verify or compare the audit record, or forget a person');

audit
  .command('export')
  .description('export the record, with all texts that were not forgotten')
  .option('--format <format>', 'jsonl, which can be verified, or csv', readFormat, 'jsonl')
  .option('--since <time>', 'only records from then on', readTime)
  .option('--until <time>', 'only records before then', readTime)
  .option('--request <id>', 'only records of this request')
  .option('--output <file>', 'instead of standard output')
  .action(async (options: ExportOptions) => {
    loadEnvironmentFile(process.env);
    const { runAuditExport } = await import('./audit-export.ts');
    process.exit(await runAuditExport({ ...options, env: process.env, stdout: process.stdout, complain }));
  });

audit
  .command('verify')
  .description('find changed, removed or reordered records in the database or in an export')
  .argument('[file]', 'a jsonl export; without it, the database')
  .option('--head <seq:hash>', 'a head that you stored elsewhere, to find a cut end; can be repeated', readHead, [])
  .option('--part', 'the file was exported with --since, --until or --request')
  .action(async (file: string | undefined, { head, part }: VerifyOptions) => {
    loadEnvironmentFile(process.env);
    const { runAuditVerify } = await import('./audit-verify.ts');
    process.exit(await runAuditVerify({ file, heads: head, isPart: part === true, env: process.env, write, complain }));
  });

audit
  .command('forget')
  .description('forget names, free text and parameter values of a person; ids stay')
  .requiredOption('--person <id>', 'a Slack member id', readPerson)
  .action(async ({ person }: { readonly person: string }) => {
    loadEnvironmentFile(process.env);
    const { runAuditForget } = await import('./audit-forget.ts');
    process.exit(await runAuditForget({ person, env: process.env, write, complain }));
  });

audit
  .command('reconcile')
  .description('compare the record with the runs in HCP Terraform; exit 1 with differences, 2 if not all could be read')
  .option('--since <time>', 'only runs created from then on; without it, those of the last 30 days', readTime)
  .option('--workspace <name>', 'only this workspace; a name or an id')
  .action(async (options: { readonly since?: Date; readonly workspace?: string }) => {
    loadEnvironmentFile(process.env);
    const { runAuditReconcile } = await import('./audit-reconcile.ts');
    process.exit(await runAuditReconcile({ ...options, env: process.env, write, complain }));
  });

program
  .command('backup')
  .description('write a backup of the embedded database, also while the bot runs')
  .requiredOption('--to <file>', 'a new file, which only you can read')
  .action(async ({ to }: { readonly to: string }) => {
    loadEnvironmentFile(process.env);
    const { runBackup } = await import('./backup.ts');
    process.exit(await runBackup({ to, env: process.env, write, complain }));
  });

program
  .command('restore')
  .description('restore a backup into an empty DATA_DIR, and settle every request that is open in it')
  .argument('[file]', 'a backup')
  .option('--dump', 'DATABASE_URL was restored from a dump; only settle what is open in it')
  .action(async (file: string | undefined, { dump }: { readonly dump?: boolean }) => {
    if ((file === undefined) !== (dump === true)) program.error('error: name either a backup or --dump');
    loadEnvironmentFile(process.env);
    const { runRestore } = await import('./restore.ts');
    process.exit(await runRestore({ file, env: process.env, write, complain }));
  });

program
  .command('migrate')
  .description('move everything to a PostgreSQL server or to a directory, with the bot stopped')
  .option('--to <place>', 'a directory, or postgres://… without a password; else MIGRATE_TO_DATABASE_URL is read')
  .action(async ({ to }: { readonly to?: string }) => {
    loadEnvironmentFile(process.env);
    const { runMigrate } = await import('./migrate.ts');
    process.exit(await runMigrate({ to, env: process.env, write, complain }));
  });

try {
  await program.parseAsync();
} catch (error) {
  console.error(sayError(error));
  process.exit(COULD_NOT_RUN);
}
