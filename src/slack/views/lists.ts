import type { KnownBlock } from '@slack/types';
import { COMMAND_WORDS, COMMANDS, type CommandWord } from '../../domain/commands.ts';
import type { Entry, ParameterDefinition } from '../../domain/entry.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { quoteValue } from '../../domain/scan-words.ts';
import type { ListedEntries, OthersEntry, Part } from '../../domain/visibility.ts';
import { nameOf } from './entry-words.ts';
import { listWhole } from './list-whole.ts';
import { context, type Message, message, section } from './message.ts';
import { escapeText, linkTo, mentionPerson, sayWhen } from './mrkdwn.ts';
import { STATE_WORDS } from './state-words.ts';

/** Parameters that may be left out are not shown in a command line that would be longer (characters). */
const LONGEST_COMMAND = 600;
/** No section has room for a longer one (characters). */
const LONGEST_OF_ALL = 2_500;

export const renderEntries = (listed: ListedEntries): Message => listEntries(listed, []);

function listEntries({ requestable, others }: ListedEntries, before: readonly KnownBlock[]): Message {
  const nothing = 'There is nothing that you may run here.';
  const why = section(`${nothing}\nThe allowlist says who may run what, and in which channels.`);
  if (requestable.length + others.length === 0) return message(nothing, [...before, why]);
  return listWhole({
    text: requestable.length === 0 ? nothing : 'What you may run here',
    before: [...before, ...(requestable.length === 0 ? [why] : [section('*What you may run here*')])],
    lines: [...requestable.map(sayEntry), ...others.map(sayOthers).map(withHeading)],
    after: [context(HOW_TO_ASK)],
  });
}

const withHeading = (line: string, index: number): string => (index === 0 ? `*What others may run*\n${line}` : line);

const PARTS: Readonly<Record<Part, (entry: Entry) => string>> = {
  approve: () => 'approve it',
  break_glass: () => 'break the glass',
  freeze: ({ environment }) => `freeze ${escapeText(environment)}`,
  see: () => 'see its requests',
};

const sayOthers = ({ entry, parts }: OthersEntry): string =>
  `${nameOf(entry)}: you may ${parts.map((part) => PARTS[part](entry)).join(', ')}`;

const HOW_TO_ASK =
  '`/tf-action &lt;action&gt; &lt;environment&gt; [name=value …]` asks to run one. `/tf-action status` and `/tf-action history` show requests.';

function sayEntry(entry: Entry): string {
  const { command, note } = commandOf(entry);
  const approvals = entry.approval.required.reduce((sum, { count }) => sum + count, 0);
  const needs = approvals === 0 ? '' : ` Needs ${approvals === 1 ? '1 approval' : `${approvals} approvals`}.`;
  return `\`${escapeText(command, LONGEST_OF_ALL)}\`\n${escapeText(entry.description ?? '')}${needs}${note}`;
}

/** A command that can be typed as it stands once each `…` is filled in, and what it leaves out. */
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
    return { command: short, note: ` ${hidden} not shown; ${explain} lists all.` };
  }
  return { command: write({}), note: ` It takes ${all.length} parameters; ${explain} lists them.` };
}

const fits = (command: string): boolean => escapeText(command, Number.POSITIVE_INFINITY).length <= LONGEST_OF_ALL;

const writeParameter = ([name, { default: fallback }]: readonly [string, ParameterDefinition]): string =>
  `${name}=${fallback === undefined ? '…' : quoteValue(String(fallback))}`;

export const renderHelp = (listed: ListedEntries): Message => {
  const list = listEntries(listed, [
    section(
      [
        '*tf-action* runs Terraform Actions that the allowlist names, once the people it names have approved.',
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

/** A command, and those that share its line. */
const sayCommands = (first: CommandWord): string =>
  `${COMMAND_WORDS.filter((word) => word === first || COMMANDS[word].sharesLineOf === first)
    .map((word) => `\`/tf-action ${escapeText(COMMANDS[word].usage)}\` ${COMMANDS[word].does}`)
    .join(', ')}.`;

export function renderRequests(requests: readonly ActionRequest[]): Message {
  if (requests.length === 0) {
    const none = 'There are no requests that you may see.';
    return message(none, [section(none)]);
  }
  return listWhole({ text: 'Requests', before: [section('*Requests*')], lines: requests.map(sayRequest) });
}

/** A request in one line. */
export function sayRequest(request: ActionRequest): string {
  const name = nameOf(request.asked.entry);
  const shown = request.permalink === undefined ? name : linkTo(request.permalink, name);
  const when = request.settledAt ?? request.startedAt ?? request.askedAt;
  return `*${STATE_WORDS[request.state]}* ${shown}, asked by ${mentionPerson(request.requester)}, ${sayWhen(when, 'day_and_time')}`;
}
