import type { Entry } from '../../domain/entry.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { escapeText, linkTo, mentionPerson, sayWhen } from '../mrkdwn.ts';
import { quoteValue } from '../scan-words.ts';
import { nameOf } from './entry-words.ts';
import { context, type Message, message, section } from './message.ts';
import { STATE_WORDS } from './state-words.ts';

/** So many entries are shown; the rest is said as a number, since a message has no room for more. */
const SHOWN = 40;

export function renderEntries(entries: readonly Entry[]): Message {
  if (entries.length === 0) {
    const nothing = 'There is nothing that you may run here.';
    return message(nothing, [section(`${nothing}\nThe allowlist says who may run what, and in which channels.`)]);
  }
  const more = entries.length - SHOWN;
  return message('What you may run here', [
    section('*What you may run here*'),
    ...entries.slice(0, SHOWN).map((entry) => section(sayEntry(entry))),
    more > 0 ? context(`And ${more} more.`) : undefined,
    context(
      '`/tf-action &lt;action&gt; &lt;environment&gt; [name=value …]` asks to run one. `/tf-action status` and `/tf-action history` show requests.',
    ),
  ]);
}

function sayEntry(entry: Entry): string {
  const parameters = Object.entries(entry.parameters).map(
    ([name, { default: fallback }]) => `${name}=${fallback === undefined ? '…' : quoteValue(String(fallback))}`,
  );
  const command = ['/tf-action', entry.action, entry.environment, ...parameters].join(' ');
  const approvals = entry.approval.required.reduce((sum, { count }) => sum + count, 0);
  const needs = approvals === 0 ? '' : ` Needs ${approvals === 1 ? '1 approval' : `${approvals} approvals`}.`;
  return `\`${escapeText(command)}\`\n${escapeText(entry.description ?? '')}${needs}`;
}

export const renderHelp = (entries: readonly Entry[]): Message => {
  const list = renderEntries(entries);
  return message('How to use /tf-action', [
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
    ...list.blocks,
  ]);
};

export function renderRequests(requests: readonly ActionRequest[]): Message {
  if (requests.length === 0) {
    const none = 'There are no requests that you may see.';
    return message(none, [section(none)]);
  }
  return message('Requests', [section('*Requests*'), ...requests.map((request) => section(sayRequest(request)))]);
}

/** A request in one line. */
export function sayRequest(request: ActionRequest): string {
  const name = nameOf(request.frozen.entry);
  const shown = request.permalink === undefined ? name : linkTo(request.permalink, name);
  const when = request.settledAt ?? request.startedAt ?? request.askedAt;
  return `*${STATE_WORDS[request.state]}* ${shown}, asked by ${mentionPerson(request.requester)}, ${sayWhen(when, 'day_and_time')}`;
}
