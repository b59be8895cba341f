import { type ActionAddress, printActionAddress } from '../domain/action-address.ts';
import { oneLine } from '../domain/clean-text.ts';
import type { Inventory, WorkspaceInventory } from '../domain/inventory.ts';
import { plainText } from '../domain/sentence.ts';
import { factsOf, findWorkspaceFaults, mendingOf, sayWorkspaceFault } from '../domain/workspace-fault.ts';
import { createNames, nameActions, nameEnvironments, peopleNames } from './proposed-names.ts';

export interface Proposal {
  readonly inventory: Inventory;
  readonly at: Date;
  /** True if the file's JSON Schema is in the same folder. */
  readonly hasSchema: boolean;
}

/** An allowlist for what the services have, without requesters. `check` reports only their absence as a fault. */
export function proposeAllowlist({ inventory, at, hasSchema }: Proposal): string {
  const names = nameEnvironments(
    inventory.workspaces.map(({ workspace }) => workspace.name),
    inventory.organization,
  );
  const people = namePeople(inventory);
  const lines = [
    ...(hasSchema ? ['# yaml-language-server: $schema=./actions.schema.json'] : []),
    ...headOf(at),
    'version: 1',
    '',
    ...peopleLines(inventory, people),
    '',
    ...channelLines(inventory, people),
    '',
    ...environmentLines(inventory, names),
    '',
    ...actionLines(inventory, names),
  ];
  return `${lines.join('\n')}\n`;
}

const headOf = (at: Date): readonly string[] => [
  `# Written by tf-action init on ${at.toISOString().slice(0, 10)} from what Slack and HCP Terraform showed.`,
  '#',
  '# Nobody may request anything yet. Until somebody is named under requesters, tf-action check reports a fault for',
  '# each action, and the bot does not start.',
  '#',
  '# 1. Under everywhere, uncomment requesters and approval, and name the right people.',
  '# 2. Remove every action and environment that should not be run from Slack.',
  '# 3. Run: npx tf-action check --online',
];

/** Unquoted if YAML reads it as the same text. */
const scalar = (text: string): string =>
  /^[A-Za-z][A-Za-z0-9_.-]*$/.test(text) && !/^(?:true|false|null)$/i.test(text) ? text : JSON.stringify(text);

const list = (items: readonly string[]): string => `[${items.map(scalar).join(', ')}]`;

const remark = (text: string): string => oneLine(text, 300);

function namePeople({ groups = [] }: Inventory) {
  const name = peopleNames();
  return groups.map((group) => ({ ...group, name: name(group.handle) }));
}

function peopleLines({ groups }: Inventory, named: ReturnType<typeof namePeople>): readonly string[] {
  const one = '  # ben: U0123456789 # one person: Copy member ID in their profile';
  const count = (people: number): string => (people === 1 ? '1 person' : `${people} people`);
  const why = groups === undefined ? "this Slack team's plan has no user groups" : 'this Slack team has no user groups';
  if (named.length === 0) return [`# people: # ${why}, so list people`, `#${one.slice(1)}`];
  return [
    'people: # names for Slack ids: U… or W… is a person, S… a user group',
    ...named.map(
      ({ name, id, handle, members }) => `  ${scalar(name)}: ${id} # @${remark(handle)}, ${count(members.length)}`,
    ),
    one,
  ];
}

function channelLines(
  { channels, askedIn, organization }: Inventory,
  [group, other = group]: ReturnType<typeof namePeople>,
): readonly string[] {
  const name = createNames();
  const named = channels.map((channel) => ({ ...channel, name: name(channel.name, channel.id) }));
  const nameOf = (id: string): string => named.find((channel) => channel.id === id)?.name ?? id;
  const usable = named.filter(({ sharedWithOutsiders }) => !sharedWithOutsiders);
  const [first] = usable;
  const where = 'where it may be asked for; without this line, in every channel that the bot is in';
  return [
    ...(usable.length === 0
      ? [
          '# channels: # the bot is in no channel: type /invite @tf-action where people will ask',
          '#   ops: C0123456789',
        ]
      : [
          'channels: # names for the channels that the bot is in',
          ...usable.map(({ name: own, id }) => `  ${scalar(own)}: ${id}`),
        ]),
    '',
    'everywhere: # applies to every action; inner levels can tighten it, never loosen it',
    `  organization: ${scalar(organization)}`,
    `  # requesters: ${list([group?.name ?? 'ben'])} # who may ask`,
    `  # approval: { required: [{ from: ${scalar(other?.name ?? 'ben')} }] } # one of them, other than whoever asks`,
    askedIn.length > 0
      ? `  channels: ${list(askedIn.map(({ id }) => nameOf(id)))} # ${where}`
      : `  # channels: ${list([first?.name ?? 'ops'])} # ${where}`,
  ];
}

function environmentLines({ workspaces }: Inventory, names: ReadonlyMap<string, string>): readonly string[] {
  return [
    'environments:',
    ...workspaces.flatMap(({ workspace, actions }) => [
      `  ${scalar(names.get(workspace.name) ?? workspace.name)}:`,
      ...remarksOn({ workspace, actions }).map((text) => `    # ${remark(text)}`),
      `    workspace: ${scalar(workspace.name)}`,
    ]),
  ];
}

/** Notes on what prevents a workspace from running or listing actions. */
function remarksOn({ workspace, actions }: WorkspaceInventory): readonly string[] {
  const faults = findWorkspaceFaults(workspace.name, factsOf(workspace), { apply: 'by_hand' });
  const noActions = 'HCP Terraform lists no actions here. The list is filled by a run with Terraform 1.14 or later.';
  return [
    ...faults.map((fault) => `Cannot run actions yet: ${plainText(sayWorkspaceFault(fault))}. ${mendingOf(fault)}`),
    ...(workspace.structuredLog ? [] : ["Structured run output is off. Turn it on in the workspace's settings."]),
    ...(actions === undefined ? ['HCP Terraform does not show the actions of this workspace (404).'] : []),
    ...(actions?.length === 0 ? [noActions] : []),
  ];
}

const NOT_SHOWN = [
  '# HCP Terraform shows no action of these workspaces: an older Terraform Enterprise and a tier without actions have no',
  '# such list (404), and it is filled by a run with Terraform 1.14 or later. Replace the example by your own actions:',
  '# action "aws_lambda_invoke" "cleanup" is action.aws_lambda_invoke.cleanup in the root module, and',
  '# module.utils.action.aws_lambda_invoke.cleanup in module "utils".',
];

function actionLines({ workspaces }: Inventory, names: ReadonlyMap<string, string>): readonly string[] {
  const found = new Map<
    string,
    { address: ActionAddress; instances: number; keys: Set<string>; environments: string[] }
  >();
  for (const { workspace, actions = [] } of workspaces) {
    for (const { address, instances = 1, keys } of actions) {
      const text = printActionAddress(address);
      const known = found.get(text) ?? { address, instances, keys: new Set(), environments: [] };
      for (const key of keys) known.keys.add(key);
      known.environments.push(names.get(workspace.name) ?? workspace.name);
      found.set(text, { ...known, instances: Math.max(known.instances, instances) });
    }
  }
  if (found.size === 0) {
    const everywhere = [...names.values()];
    return [
      ...NOT_SHOWN,
      'actions:',
      '  example:',
      '    address: action.aws_lambda_invoke.example',
      `    environments: ${list(everywhere)}`,
    ];
  }
  const named = nameActions([...found.values()].map(({ address }) => address));
  return [
    'actions: # the names that people type: /tf-action <action> <environment>',
    ...[...found].flatMap(([text, { address, instances, keys, environments }]) => [
      `  ${scalar(named.get(text) ?? text)}:`,
      '    # description: What it does, in a few words',
      ...instanceLines(address, instances, [...keys]),
      `    address: ${scalar(text)}`,
      `    environments: ${list([...new Set(environments)])}`,
    ]),
  ];
}

/** Instance keys are only suggested, since the list they come from can be out of date. */
function instanceLines(address: ActionAddress, instances: number, keys: readonly string[]): readonly string[] {
  if (instances === 1 && keys.length === 0) return [];
  const [key = 0] = keys;
  return [
    `    # HCP Terraform lists ${instances} instances${keys.length === 0 ? '' : ` (${keys.map((one) => remark(JSON.stringify(one))).join(', ')})`}, which can be out of date. Compare them with the configuration.`,
    '    # Without a key a run invokes all of them, and is discarded if they are more than max_invocations (default 1).',
    `    # max_invocations: ${instances}`,
    `    # address: ${scalar(printActionAddress({ ...address, key }))} # only this instance`,
  ];
}
