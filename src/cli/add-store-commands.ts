import type { Command } from 'commander';
import { complain, write } from './command-line.ts';
import { loadEnvironmentFile } from './environment-file.ts';

/** The commands that copy and move everything that is stored. */
export function addStoreCommands(program: Command): void {
  addBackup(program);
  addRestore(program);
  addMigrate(program);
}

function addBackup(program: Command): void {
  program
    .command('backup')
    .description('write a backup of the embedded database, also while the bot runs')
    .requiredOption('--to <file>', 'a new file, which only you can read')
    .action(async ({ to }: { readonly to: string }) => {
      loadEnvironmentFile(process.env);
      const { runBackup } = await import('./backup.ts');
      process.exit(await runBackup({ to, env: process.env, write, complain }));
    });
}

function addRestore(program: Command): void {
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
}

function addMigrate(program: Command): void {
  program
    .command('migrate')
    .description('move everything to a PostgreSQL server or to a directory, with the bot stopped')
    .option('--to <place>', 'a directory, or postgres://… without a password; else MIGRATE_TO_DATABASE_URL is read')
    .action(async ({ to }: { readonly to?: string }) => {
      loadEnvironmentFile(process.env);
      const { runMigrate } = await import('./migrate.ts');
      process.exit(await runMigrate({ to, env: process.env, write, complain }));
    });
}
