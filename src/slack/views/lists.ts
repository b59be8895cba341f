import type { KnownBlock } from '@slack/types';
import { COMMAND_WORDS, COMMANDS, type CommandWord } from '../../domain/commands.ts';
import type { Entry, ParameterDefinition } from '../../domain/entry.ts';
import type { Freeze } from '../../domain/freeze.ts';
import { quoteValue } from '../../domain/scan-words.ts';
import type { ListedEntries, OthersEntry, Part } from '../../domain/visibility.ts';
import { listWhole } from './list-whole.ts';
import { context, type Message, message, section, sections } from './message.ts';
import { escapeText } from './mrkdwn.ts';
import { sayHeld } from './waiting-words.ts';

/** The longest command line that shows optional parameters too (characters). */
const LONGEST_COMMAND = 600;
/** The longest command line that a section has room for (characters). */
const LONGEST_OF_ALL = 2_500;

export const renderEntries = (listed: ListedEntries): Message => listEntries(listed, []);

/** One line under the heading of its environment. */
interface Row {
  readonly environment: string;
  readonly text: string;
  readonly freeze: Freeze | undefined;
}

function listEntries({ requestable, others, freezes }: ListedEntries, before: readonly KnownBlock[]): Message {
  const nothing = 'There is nothing you can run here.';
  const why = section(`${nothing}\nThe allowlist says who may run what, and in which channels.`);
  if (requestable.length + others.length === 0) return message(nothing, [...before, why]);
  const row = (entry: Entry, text: string): Row => ({
    environment: entry.environment,
    text,
    freeze: freezes.get(entry),
  });
  return listWhole({
    text: requestable.length === 0 ? nothing : 'What you can run here',
    before: [...before, ...(requestable.length === 0 ? [why] : [section('*What you can run here*')])],
    lines: byEnvironment([
      ...requestable.map((entry) => row(entry, sayEntry(entry))),
      ...others.map((other) => row(other.entry, sayOthers(other))),
    ]).flat(),
    draw: (shown) => byEnvironment(shown).flatMap(drawEnvironment),
    after: [context(HOW_TO_ASK)],
  });
}

/** Groups rows by environment, in order of first appearance. */
function byEnvironment(rows: readonly Row[]): readonly (readonly Row[])[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) groups.set(row.environment, [...(groups.get(row.environment) ?? []), row]);
  return [...groups.values()];
}

/** Draws one environment. A freeze of all its entries is shown in the heading, any other at its entry. */
function drawEnvironment(rows: readonly Row[]): readonly KnownBlock[] {
  const [first] = rows;
  if (first === undefined) return [];
  const isWhole = rows.every(({ freeze }) => first.freeze !== undefined && isSameFreeze(freeze, first.freeze));
  const heading = `*${escapeText(first.environment)}*${isWhole ? sayFrozen(first.freeze) : ''}`;
  const lines = rows.map(({ text, freeze }) => `• ${text}${isWhole ? '' : sayFrozen(freeze)}`);
  return sections([heading, ...lines].join('\n'));
}

const isSameFreeze = (one: Freeze | undefined, other: Freeze): boolean =>
  one !== undefined && one.name === other.name && one.until.getTime() === other.until.getTime();

const sayFrozen = (freeze: Freeze | undefined): string =>
  freeze === undefined ? '' : ` · :snowflake: ${sayHeld(freeze)}`;

const PARTS: Readonly<Record<Part, (entry: Entry) => string>> = {
  approve: () => 'approve it',
  break_glass: () => 'break glass',
  freeze: ({ environment }) => `freeze ${escapeText(environment)}`,
  see: () => 'see its requests',
};

const sayOthers = ({ entry, parts }: OthersEntry): string =>
  `${escapeText(entry.action)}, which others run · you can ${parts.map((part) => PARTS[part](entry)).join(', ')}`;

const HOW_TO_ASK =
  '`/tf-action &lt;action&gt; &lt;environment&gt; [name=value …]` asks to run one. `/tf-action status` and `/tf-action history` show requests.';

function sayEntry(entry: Entry): string {
  const { command, note } = commandOf(entry);
  const approvals = entry.approval.required.reduce((sum, { count }) => sum + count, 0);
  const parts = [
    `\`${escapeText(command, LONGEST_OF_ALL)}\``,
    ...(entry.description === undefined ? [] : [escapeText(entry.description)]),
    ...(approvals === 0 ? [] : [`needs ${approvals === 1 ? '1 approval' : `${approvals} approvals`}`]),
    ...(note === '' ? [] : [note]),
  ];
  return parts.join(' · ');
}

/** A command to copy, with `…` for values to fill in, and a note on what it leaves out. */
function commandOf(entry: Entry): { readonly command: string; readonly note: string } {
  const { action, environment } = entry;
  const write = (parameters: Entry['parameters']): string =>
    ['/tf-action', action, environment, ...Object.entries(parameters).map(writeParameter)].join(' ');
  const all = Object.entries(entry.parameters);
  const required = all.filter(([, definition]) => definition.default === undefined);
  const [whole, short] = [write(entry.parameters), write(Object.fromEntries(required))];
  const explain = `\`/tf-action explain ${action} ${environment}\``;
  if (whole.length <= LONGEST_COMMAND || required.length === all.length) {
    if (fits(whole)) return { command: whole, note: '' };
  } else if (fits(short)) {
    const left = all.length - required.length;
    const hidden = left === 1 ? '1 optional parameter is' : `${left} optional parameters are`;
    return { command: short, note: `${hidden} not shown; ${explain} lists all` };
  }
  return { command: write({}), note: `it takes ${all.length} parameters; ${explain} lists them` };
}

const fits = (command: string): boolean => escapeText(command, Number.POSITIVE_INFINITY).length <= LONGEST_OF_ALL;

const writeParameter = ([name, { default: fallback }]: readonly [string, ParameterDefinition]): string =>
  `${name}=${fallback === undefined ? '…' : quoteValue(String(fallback))}`;

export const renderHelp = (listed: ListedEntries): Message => {
  const list = listEntries(listed, [
    section(
      [
        '*tf-action* runs the Terraform Actions on the allowlist, after the required approvals.',
        '`/tf-action cleanup prod older_than_days=7` asks to run an action in an environment.',
        ...COMMAND_WORDS.filter(hasOwnLine).map(sayCommands),
      ].join('\n'),
    ),
  ]);
  return { ...list, text: 'How to use /tf-action' };
};

const hasOwnLine = (word: CommandWord): boolean => {
  const { does, sharesLineOf } = COMMANDS[word];
  return does !== undefined && sharesLineOf === undefined;
};

/** The help line of a command and of those that share its line. */
const sayCommands = (first: CommandWord): string =>
  `${COMMAND_WORDS.filter((word) => word === first || COMMANDS[word].sharesLineOf === first)
    .map((word) => `\`/tf-action ${escapeText(COMMANDS[word].usage)}\` ${COMMANDS[word].does}`)
    .join(', ')}.`;
