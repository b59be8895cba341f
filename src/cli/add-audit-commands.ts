import type { Command } from 'commander';
import type { ChainHead } from '../domain/audit-chain.ts';
import type { AuditExportOptions } from './audit-export.ts';
import { readFormat, readHead, readPerson, readTime } from './audit-options.ts';
import { complain, write } from './command-line.ts';
import { loadEnvironmentFile } from './environment-file.ts';

type ExportOptions = Pick<AuditExportOptions, 'format' | 'since' | 'until' | 'request' | 'output'>;
interface VerifyOptions {
  readonly head: readonly ChainHead[];
  readonly part?: boolean;
}

/** The commands that read and change the audit record. */
export function addAuditCommands(program: Command): void {
  const audit = program.command('audit').description('export, verify or compare the audit record, or forget a person');
  addExport(audit);
  addVerify(audit);
  addForget(audit);
  addReconcile(audit);
}

function addExport(audit: Command): void {
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
}

function addVerify(audit: Command): void {
  audit
    .command('verify')
    .description('find changed, removed or reordered records in the database or in an export')
    .argument('[file]', 'a jsonl export; without it, the database')
    .option('--head <seq:hash>', 'a head that you stored elsewhere, to find a cut end; can be repeated', readHead, [])
    .option('--part', 'the file was exported with --since, --until or --request')
    .action(async (file: string | undefined, { head, part }: VerifyOptions) => {
      loadEnvironmentFile(process.env);
      const { runAuditVerify } = await import('./audit-verify.ts');
      process.exit(
        await runAuditVerify({ file, heads: head, isPart: part === true, env: process.env, write, complain }),
      );
    });
}

function addForget(audit: Command): void {
  audit
    .command('forget')
    .description('forget names, free text and parameter values of a person; ids stay')
    .requiredOption('--person <id>', 'a Slack member id', readPerson)
    .action(async ({ person }: { readonly person: string }) => {
      loadEnvironmentFile(process.env);
      const { runAuditForget } = await import('./audit-forget.ts');
      process.exit(await runAuditForget({ person, env: process.env, write, complain }));
    });
}

function addReconcile(audit: Command): void {
  audit
    .command('reconcile')
    .description(
      'compare the record with the runs in HCP Terraform; exit 1 with differences, 2 if not all could be read',
    )
    .option('--since <time>', 'only runs created from then on; without it, those of the last 30 days', readTime)
    .option('--workspace <name>', 'only this workspace; a name or an id')
    .action(async (options: { readonly since?: Date; readonly workspace?: string }) => {
      loadEnvironmentFile(process.env);
      const { runAuditReconcile } = await import('./audit-reconcile.ts');
      process.exit(await runAuditReconcile({ ...options, env: process.env, write, complain }));
    });
}
