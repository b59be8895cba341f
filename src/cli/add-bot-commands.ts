import { type Command, InvalidArgumentError, Option } from 'commander';
import { findAllowlist, write } from './command-line.ts';
import { loadEnvironmentFile } from './environment-file.ts';
import { readVersion } from './version.ts';

function readPort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('A port is from 0 to 65535.');
  return port;
}

/** The commands that start something: `start`, `sandbox` and, before the first start, `init`. */
export function addBotCommands(program: Command): void {
  addStart(program);
  addSandbox(program);
  addInit(program);
}

function addStart(program: Command): void {
  program
    .command('start')
    .description('start the bot; docs/operating.md lists its environment variables')
    .action(async () => {
      loadEnvironmentFile(process.env);
      const { main } = await import('../main.ts');
      process.exit(await main(process.env, (line) => console.error(line), readVersion()));
    });
}

function addSandbox(program: Command): void {
  program
    .command('sandbox')
    .description('try the bot with a Slack and an HCP Terraform on this machine, and no accounts')
    .option('--play', 'play the story in the terminal and end')
    .addOption(
      new Option(
        '--keep',
        'start no bot, and print the variables for one; try init, check --online and start',
      ).conflicts('play'),
    )
    .option('--port <port>', 'where the page is served; 0 is any free port', readPort, 0)
    .action(async (options: { readonly play?: boolean; readonly keep?: boolean; readonly port: number }) => {
      const { runSandbox } = await import('./sandbox.ts');
      const { play = false, keep = false, port } = options;
      process.exit(await runSandbox({ play, keep, port, write }));
    });
}

interface InitWords {
  readonly env?: boolean;
  readonly organization?: string;
  readonly workspace?: readonly string[];
  readonly channel?: readonly string[];
  readonly file?: string;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

function addInit(program: Command): void {
  program
    .command('init')
    .description('write an allowlist for the actions that Slack and HCP Terraform show; it overwrites nothing')
    .option('--env', 'write a .env with every variable instead')
    .option('--organization <name>', 'the HCP Terraform organization')
    .option('--workspace <name...>', 'names or ids; without it, all that have actions')
    .option('--channel <name...>', 'the only channels in which people can ask')
    .option('--file <file>', 'the file to write; default TF_ACTION_CONFIG, else config/actions.yml')
    .option('--yes', 'ask nothing')
    .option('--dry-run', 'print the file instead of writing it')
    .action(async ({ env, workspace = [], channel = [], file: given, yes, dryRun, ...rest }: InitWords) => {
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
}
