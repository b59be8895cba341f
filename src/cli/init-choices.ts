import { type Inventory, worthNaming } from '../domain/inventory.ts';
import type { Workspace } from '../domain/run.ts';
import type { ListedChannel } from '../domain/slack-listing.ts';
import { suggest } from '../domain/suggest.ts';
import { readActionsOf } from '../flows/checking/read-inventory.ts';
import type { TerraformSetup } from '../flows/ports/terraform-setup.ts';
import { eitherOf, SettingsFault } from '../settings/fault.ts';
import type { AskLines } from './ask-lines.ts';

/** What was typed on the command line, and how the rest is asked. */
export interface Choosing {
  readonly organization?: string;
  readonly workspaces: readonly string[];
  readonly channels: readonly string[];
  /** Absent: nothing is asked, and everything is taken. */
  readonly asking?: AskLines;
  /** Takes a line for the person who types. */
  readonly tell: (line: string) => void;
}

const fault = (text: string): SettingsFault => new SettingsFault([text]);
const meant = (word: string, names: readonly string[]): string => {
  const near = suggest(word, names);
  return near.length === 0 ? '' : ` Did you mean ${eitherOf(near)}?`;
};

export async function chooseOrganization(setup: TerraformSetup, choosing: Choosing): Promise<string> {
  if (choosing.organization !== undefined) return choosing.organization;
  const all = (await setup.listOrganizations({})) ?? [];
  const [only] = all;
  if (only !== undefined && all.length === 1) return only;
  const wayOut = 'Name one with --organization <name>.';
  if (all.length > 0) choosing.tell(`Organizations: ${all.join(', ')}`);
  const [answer] = await askFor(choosing, 'Organization: ', wayOut);
  if (answer !== undefined) return answer;
  throw fault(
    all.length === 0
      ? `TFE_TOKEN sees no organization. ${wayOut}`
      : `TFE_TOKEN sees several organizations (${all.join(', ')}). ${wayOut}`,
  );
}

/** Where none is named, all of them that have actions. */
export async function chooseWorkspaces(
  setup: TerraformSetup,
  organization: string,
  choosing: Choosing,
): Promise<Inventory['workspaces']> {
  const named = choosing.workspaces;
  const all = named.length > 0 ? undefined : await listAll(setup, organization);
  const chosen = all === undefined ? named : await askForWorkspaces(choosing, organization, all);
  if (all !== undefined && chosen.length === 0) return worthNaming(await readActionsOf(setup, all));
  const found = await Promise.all([...new Set(chosen)].map((name) => findWorkspace(setup, organization, name)));
  return readActionsOf(setup, found);
}

/** Names that are shown; who has more workspaces knows which. */
const MOST_SHOWN = 50;

function askForWorkspaces(
  choosing: Choosing,
  organization: string,
  all: readonly Workspace[],
): Promise<readonly string[]> {
  const names = all.slice(0, MOST_SHOWN).map(({ name }) => name);
  const more = all.length > MOST_SHOWN ? `, and ${all.length - MOST_SHOWN} more` : '';
  if (choosing.asking !== undefined) choosing.tell(`Workspaces in ${organization}: ${names.join(', ')}${more}`);
  const question = 'Workspaces, separated by spaces (Enter for all that have actions): ';
  return askFor(choosing, question, 'Name them with --workspace <name…>, or add --yes for all.');
}

async function listAll(setup: TerraformSetup, organization: string): Promise<readonly Workspace[]> {
  const all = await setup.listWorkspaces({ organization });
  if (all === undefined)
    throw fault(`There is no organization ${organization}, or TFE_TOKEN does not see it. Check --organization.`);
  if (all.length > 0) return all;
  throw fault(`TFE_TOKEN sees no workspace in ${organization}. Give its team the Plan role on the workspaces.`);
}

async function findWorkspace(setup: TerraformSetup, organization: string, wanted: string): Promise<Workspace> {
  const found = await setup.readWorkspace({ organization, workspace: wanted });
  if (found !== undefined) return found;
  const names = (await listAll(setup, organization)).map(({ name }) => name);
  throw fault(
    `${organization} has no workspace ${wanted}, or TFE_TOKEN does not see it.${meant(wanted, names)} Correct the name.`,
  );
}

/** Where none is named, actions can be asked for in every channel that the bot is in. */
export async function chooseChannels(
  channels: readonly ListedChannel[],
  choosing: Choosing,
): Promise<readonly ListedChannel[]> {
  const usable = channels.filter(({ sharedWithOutsiders }) => !sharedWithOutsiders);
  let chosen = choosing.channels;
  if (chosen.length === 0 && choosing.asking !== undefined && usable.length > 0) {
    choosing.tell(`Channels that the bot is in: ${usable.map(({ name }) => `#${name}`).join(', ')}`);
    const question = 'Channels to ask in, separated by spaces (Enter for all): ';
    chosen = await askFor(choosing, question, 'Name them with --channel <name…>, or add --yes for all.');
  }
  return [...new Set(chosen)].map((wanted) => findChannel(wanted.replace(/^#/, ''), channels));
}

function findChannel(wanted: string, channels: readonly ListedChannel[]): ListedChannel {
  const found = channels.find(({ id, name }) => wanted === id || wanted === name);
  if (found === undefined) {
    const names = channels.map(({ name }) => name);
    throw fault(
      `The bot is not in #${wanted}.${meant(wanted, names)} Type /invite @tf-action there, or correct --channel.`,
    );
  }
  if (!found.sharedWithOutsiders) return found;
  throw fault(
    `#${found.name} is shared with people outside this Slack team, so nothing is asked there. Choose another channel.`,
  );
}

/** The words of the answer; none where nothing is asked. */
async function askFor({ asking }: Choosing, question: string, wayOut: string): Promise<readonly string[]> {
  if (asking === undefined) return [];
  const answer = await asking.ask(question);
  if (answer === undefined) throw fault(`There was no answer to "${question.trim()}". ${wayOut}`);
  return answer.split(/[\s,]+/).filter((word) => word !== '');
}
