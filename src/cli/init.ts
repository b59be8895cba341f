import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { askServices } from '../assemble/ask-services.ts';
import type { Inventory } from '../domain/inventory.ts';
import { sayCount } from '../domain/say-count.ts';
import { readTeamInventory } from '../flows/checking/read-inventory.ts';
import { CouldNotFindOut } from '../flows/guarding/could-not-find-out.ts';
import type { Clock } from '../flows/ports/clock.ts';
import { Unreachable } from '../flows/ports/hcp-terraform.ts';
import { SettingsFault } from '../settings/fault.ts';
import { proposeAllowlist } from '../settings/propose-allowlist.ts';
import { codeOf } from '../settings/read-text.ts';
import { askLines } from './ask-lines.ts';
import { ENVIRONMENT_TEMPLATE } from './environment-template.ts';
import { type Choosing, chooseChannels, chooseOrganization, chooseWorkspaces } from './init-choices.ts';

export interface InitOptions extends Pick<Choosing, 'organization' | 'workspaces' | 'channels'> {
  readonly file: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** Nothing is asked. */
  readonly yes: boolean;
  /** The file is printed instead of written. */
  readonly dryRun: boolean;
  readonly input: Readable;
  /** Takes a line of the file. */
  readonly write: (line: string) => void;
  /** Takes text for the person who types: questions, and what was done. */
  readonly tell: (text: string) => void;
}

/** Writes an allowlist for what both services have, and never over another file: 0, or 2 where it could not. */
export async function runInit(options: InitOptions): Promise<number> {
  const { file, dryRun, clock } = options;
  return orSay(options, async () => {
    if (!dryRun) refuseExisting(file, 'Name another file with --file <file>, or print it with --dry-run.');
    const inventory = await readInventory(options);
    const hasSchema = existsSync(join(dirname(file), 'actions.schema.json'));
    const text = proposeAllowlist({ inventory, at: new Date(clock.now()), hasSchema });
    if (dryRun) return options.write(text.trimEnd());
    writeNew(file, text, 0o644);
    options.tell(`${file} is written: ${summarise(inventory)}.\n`);
    options.tell('Nobody can request anything yet. List people under requesters in this file, then run:\n');
    options.tell(`  npx tf-action check --online ${file}\n`);
  });
}

/** Writes a `.env` with every variable and what it is: 0, or 2 where it could not. */
export function runInitEnvironment({
  dryRun,
  write,
  tell,
}: Pick<InitOptions, 'dryRun' | 'write' | 'tell'>): Promise<number> {
  return orSay({ tell }, async () => {
    if (dryRun) return write(ENVIRONMENT_TEMPLATE.trimEnd());
    refuseExisting('.env', 'Print the template with --dry-run, and copy what you need.');
    writeNew('.env', ENVIRONMENT_TEMPLATE, 0o600);
    tell('.env is written. Fill in the tokens, and then run: npx tf-action init\n');
  });
}

async function orSay({ tell }: Pick<InitOptions, 'tell'>, work: () => Promise<void>): Promise<number> {
  try {
    await work();
    return 0;
  } catch (error) {
    if (error instanceof SettingsFault) for (const fault of error.faults) tell(`${fault}\n`);
    else if (error instanceof Unreachable) tell(`HCP Terraform could not be read: ${error.message}\n`);
    else if (error instanceof CouldNotFindOut) tell(`Slack could not be read: ${error.sentence}\n`);
    else throw error;
    return 2;
  }
}

function refuseExisting(file: string, wayOut: string): void {
  if (existsSync(file)) throw new SettingsFault([`${file} already exists, and init overwrites nothing. ${wayOut}`]);
}

/** Fails where the file came into being meanwhile. */
function writeNew(file: string, text: string, mode: number): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { flag: 'wx', mode });
  } catch (error) {
    throw new SettingsFault([`${file} cannot be written (${codeOf(error)}). Check the folder and its rights.`]);
  }
}

async function readInventory(options: InitOptions): Promise<Inventory> {
  const { slack, terraform, checkTokens } = askServices(options.env, options.clock);
  const faults = await checkTokens();
  if (faults.length > 0) throw new SettingsFault(faults);
  const asking = options.yes ? undefined : askLines(options.input, options.tell);
  try {
    const { organization: named, workspaces: wanted, channels: wantedChannels, tell } = options;
    const choosing: Choosing = {
      ...(named !== undefined && { organization: named }),
      ...(asking !== undefined && { asking }),
      ...{ workspaces: wanted, channels: wantedChannels, tell: (line) => tell(`${line}\n`) },
    };
    const { setup } = terraform;
    const organization = await chooseOrganization(setup, choosing);
    const workspaces = await chooseWorkspaces(setup, organization, choosing);
    const team = await readTeamInventory(slack.directory);
    return { organization, workspaces, ...team, askedIn: await chooseChannels(team.channels, choosing) };
  } finally {
    asking?.close();
  }
}

function summarise({ workspaces, groups = [], channels }: Inventory): string {
  const actions = workspaces.reduce((sum, { actions: own = [] }) => sum + own.length, 0);
  return [
    ...[sayCount(workspaces.length, 'workspace'), sayCount(actions, 'action')],
    ...[sayCount(groups.length, 'user group'), sayCount(channels.length, 'channel')],
  ].join(', ');
}
