import { type Command, Option } from 'commander';
import { complain, findAllowlist, write } from './command-line.ts';
import { readVersion } from './version.ts';

/** The commands that check and explain, and change nothing. */
export function addCheckCommands(program: Command): void {
  addCheck(program);
  addDoctor(program);
  addExplain(program);
  addSchema(program);
}

function addCheck(program: Command): void {
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
}

function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description(
      'check everything that the bot needs, each with its fix; it changes nothing; exit 2 if a check could not be made',
    )
    .option('--json', 'print the checks as JSON')
    .option('--file <file>', 'the allowlist; default TF_ACTION_CONFIG, else config/actions.yml')
    .action(async ({ json, file: given }: { readonly json?: boolean; readonly file?: string }) => {
      const file = findAllowlist(given);
      const { systemClock } = await import('../main.ts');
      const { runDoctor } = await import('./doctor.ts');
      const version = readVersion();
      const options = {
        ...{ env: process.env, file, isNamed: given !== undefined, clock: systemClock },
        ...{ json: json === true, version, write, complain },
      };
      process.exit(await runDoctor(options));
    });
}

const collect = (one: string, before: readonly string[]): readonly string[] => [...before, one];

interface ExplainWords {
  readonly person: string;
  readonly channel?: string;
  readonly at?: string;
  readonly group: readonly string[];
  readonly expect?: 'allowed' | 'refused';
  readonly file?: string;
}

function addExplain(program: Command): void {
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
    .addOption(
      new Option('--expect <answer>', 'exit 0 if this is the answer, 1 if not').choices(['allowed', 'refused']),
    )
    .option('--file <file>', 'the allowlist; default TF_ACTION_CONFIG, else config/actions.yml')
    .action(async (action: string, environment: string, parameters: readonly string[], options: ExplainWords) => {
      const { systemClock } = await import('../main.ts');
      const { runExplain } = await import('./explain.ts');
      const { group, file: given, ...rest } = options;
      const file = findAllowlist(given);
      const asked = { action, environment, parameters, ...rest, file, groups: group };
      process.exit(await runExplain({ ...asked, env: process.env, clock: systemClock, write }));
    });
}

function addSchema(program: Command): void {
  program
    .command('schema')
    .description('print the JSON Schema of the allowlist')
    .action(async () => {
      const { printSchema } = await import('./schema.ts');
      process.exit(printSchema({ write }));
    });
}
