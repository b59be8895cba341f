import type { ActionRequest } from '../../domain/request.ts';
import { escapeText, mentionChannel, sayWhen } from '../mrkdwn.ts';
import { listParameters, nameOf, sayDuration, sayLines } from './entry-words.ts';
import { actions, button, context, type Message, message, plainSection, section } from './message.ts';

/** The private confirmation: exactly what would run, where, with which parameters, and who will have to agree. */
export function renderConfirmation(request: ActionRequest): Message {
  const { frozen } = request;
  const { entry } = frozen;
  const parameters = listParameters(frozen);
  return message(`Run ${nameOf(entry)}? Nothing runs before you press Run it.`, [
    section(`*Run ${nameOf(entry)}?*${entry.description === undefined ? '' : `\n${escapeText(entry.description)}`}`),
    section(
      [
        `*Workspace* ${escapeText(frozen.workspaceName)} (${escapeText(frozen.organization)})`,
        `*Action address* \`${escapeText(entry.address)}\``,
        ...(parameters === undefined ? [] : ['*Parameters*']),
      ].join('\n'),
    ),
    parameters === undefined ? undefined : plainSection(parameters),
    section(sayWhatFollows(request)),
    actions([
      button('run_it', 'Run it', request.id, { style: 'primary' }),
      button('cancel_request', 'Cancel', request.id),
    ]),
    context(
      `Only you see this. It waits until ${sayWhen(request.deadline ?? request.askedAt)}. Digest \`${request.digest.slice(0, 12)}\`: if any of it changes, it is void.`,
    ),
  ]);
}

function sayWhatFollows({ frozen: { entry }, askedIn, channel }: ActionRequest): string {
  const { required, expires } = entry.approval;
  const agree =
    required.length === 0
      ? 'Nobody else has to approve it.'
      : `It needs the approval of ${sayLines(required)}, within ${sayDuration(expires)}.`;
  const apply =
    entry.apply === 'automatic'
      ? 'The planned run is applied without another question.'
      : `The planned run then waits ${sayDuration(entry.confirmWithin)} for *Confirm and apply*.`;
  const where = askedIn === undefined ? '' : ` The request message is posted in ${mentionChannel(channel)}.`;
  return `${agree} ${apply}${where}`;
}

/** What takes the confirmation's place once it was pressed. */
export const renderConfirmed = (request: ActionRequest): Message => {
  const channel = request.askedIn === undefined ? 'this channel' : mentionChannel(request.channel);
  const where = request.permalink === undefined ? `in ${channel}` : `<${request.permalink}|here>`;
  const text = `You asked to run ${nameOf(request.frozen.entry)}. The request message ${where} shows how it goes.`;
  return message(text, [section(text)]);
};

export const renderCancelled = (request: ActionRequest): Message => {
  const text = `Not run: ${nameOf(request.frozen.entry)}.`;
  return message(text, [section(text)]);
};
