import type { KnownBlock } from '@slack/types';
import type { Entry } from '../../domain/entry.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { quoteValue } from '../../domain/scan-words.ts';
import { nameOf } from './entry-words.ts';
import { listWhole } from './list-whole.ts';
import { context, type Message, message, section } from './message.ts';
import { escapeText, linkTo, mentionPerson, sayWhen } from './mrkdwn.ts';
import { cutShort } from './split-text.ts';
import { STATE_WORDS } from './state-words.ts';

/** A command line that is longer is cut, and says so (characters). */
const LONGEST_COMMAND = 600;

export const renderEntries = (entries: readonly Entry[]): Message => listEntries(entries, []);

function listEntries(entries: readonly Entry[], before: readonly KnownBlock[]): Message {
  if (entries.length === 0) {
    const nothing = 'There is nothing that you may run here.';
    const why = section(`${nothing}\nThe allowlist says who may run what, and in which channels.`);
    return message(nothing, [...before, why]);
  }
  return listWhole({
    text: 'What you may run here',
    before: [...before, section('*What you may run here*')],
    lines: entries.map(sayEntry),
    after: [context(HOW_TO_ASK)],
  });
}

const HOW_TO_ASK =
  '`/tf-action &lt;action&gt; &lt;environment&gt; [name=value …]` asks to run one. `/tf-action status` and `/tf-action history` show requests.';

function sayEntry(entry: Entry): string {
  const parameters = Object.entries(entry.parameters).map(
    ([name, { default: fallback }]) => `${name}=${fallback === undefined ? '…' : quoteValue(String(fallback))}`,
  );
  const command = ['/tf-action', entry.action, entry.environment, ...parameters].join(' ');
  const approvals = entry.approval.required.reduce((sum, { count }) => sum + count, 0);
  const needs = approvals === 0 ? '' : ` Needs ${approvals === 1 ? '1 approval' : `${approvals} approvals`}.`;
  return `\`${escapeText(cutShort(command, LONGEST_COMMAND, 'plain_text'), LONGEST_COMMAND)}\`\n${escapeText(entry.description ?? '')}${needs}`;
}

export const renderHelp = (entries: readonly Entry[]): Message => {
  const list = listEntries(entries, [
    section(
      [
        '*tf-action* runs Terraform Actions that the allowlist names, once those it names have agreed.',
        '`/tf-action cleanup prod older_than_days=7` asks to run an action in an environment.',
        '`/tf-action list` shows what you may run here, `/tf-action status` the requests you may see.',
        '`/tf-action freeze prod 2h &lt;reason&gt;` stops everything in an environment, `/tf-action unfreeze prod` lets it go on.',
        '`/tf-action history cleanup prod @name` shows who ran what; action, environment and person may be left out.',
        '`/tf-action explain cleanup prod` says whether you may, by which rule, and who would have to agree.',
      ].join('\n'),
    ),
  ]);
  return { ...list, text: 'How to use /tf-action' };
};

export function renderRequests(requests: readonly ActionRequest[]): Message {
  if (requests.length === 0) {
    const none = 'There are no requests that you may see.';
    return message(none, [section(none)]);
  }
  return listWhole({ text: 'Requests', before: [section('*Requests*')], lines: requests.map(sayRequest) });
}

/** A request in one line. */
export function sayRequest(request: ActionRequest): string {
  const name = nameOf(request.frozen.entry);
  const shown = request.permalink === undefined ? name : linkTo(request.permalink, name);
  const when = request.settledAt ?? request.startedAt ?? request.askedAt;
  return `*${STATE_WORDS[request.state]}* ${shown}, asked by ${mentionPerson(request.requester)}, ${sayWhen(when, 'day_and_time')}`;
}
