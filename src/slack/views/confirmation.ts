import { needsBrokenGlass } from '../../domain/button-rules.ts';
import type { Freeze } from '../../domain/freeze.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { nameOf, sayDuration, sayLines } from './entry-words.ts';
import { actions, context, informing, type Message, message, section, sections } from './message.ts';
import { escapeText, linkTo, mentionChannel, sayWhen } from './mrkdwn.ts';
import { buttonsOf } from './request-buttons.ts';
import { sayHeld } from './waiting-words.ts';
import { renderWhatRuns, sayHowItRuns } from './what-decides.ts';

/**
 * The private confirmation: exactly what would run, where, with which parameters, and who will have to agree. Where it is
 * frozen the person can only break the glass.
 */
export function renderConfirmation(request: ActionRequest): Message {
  const { asked, heldBy } = request;
  const mustBreak = needsBrokenGlass(request);
  const { entry } = asked;
  const title = mustBreak
    ? `${nameOf(entry)} ${heldBy === undefined ? 'cannot be approved for you' : 'is frozen'}. You may break the glass.`
    : `Run ${nameOf(entry)}? Nothing runs before you press Run it.`;
  return message(title, [
    mustBreak ? sections(sayWhyGlass(request)) : undefined,
    section(`*Run ${nameOf(entry)}?*`),
    entry.description === undefined ? undefined : informing(sections, escapeText(entry.description)),
    renderWhatRuns(request),
    sections(sayWhatFollows(request)),
    request.freezeAhead === undefined ? undefined : informing(sections, sayFreezeAhead(request, request.freezeAhead)),
    actions(buttonsOf(request)),
    context(
      `Only you see this. It expires at ${sayWhen(request.deadline ?? request.askedAt)}. If any of this changes before it runs, you will have to ask again.`,
    ),
  ]);
}

function sayWhatFollows(request: ActionRequest): string {
  const { asked, askedIn, channel } = request;
  const { entry } = asked;
  const preview = entry.preview ? 'A preview, which is a plan-only run, goes first. ' : '';
  const where = askedIn === undefined ? '' : ` The request message is posted in ${mentionChannel(channel)}.`;
  return `${preview}${sayWhoAgrees(request)} ${sayHowItRuns(request) ?? ''}${where}`;
}

function sayFreezeAhead({ asked: { entry } }: ActionRequest, freeze: Freeze): string {
  const { name, reason, from, until } = freeze;
  const why = reason === undefined ? '' : ` (${escapeText(reason)})`;
  const waits = entry.approval.required.length > 0 ? 'approved' : 'started';
  return `*A freeze is ahead*: ${escapeText(name)}${why}, from ${sayWhen(from, 'day_and_time')} until ${sayWhen(until, 'day_and_time')}. What is not ${waits} by then waits until it is over, and a run that is not confirmed by then is ended.`;
}

function sayWhyGlass({ asked: { entry }, heldBy, unapprovable }: ActionRequest): string {
  const why = [
    ...(heldBy === undefined ? [] : [sayHeld(heldBy)]),
    ...(unapprovable === true
      ? [
          `There are not enough people who could approve ${nameOf(entry)} for you: it needs ${sayLines(entry.approval.required)}.`,
        ]
      : []),
  ];
  return `${why.join(' ')} You may break the glass, with a reason.`;
}

function sayWhoAgrees({ asked: { entry }, heldBy, unapprovable }: ActionRequest): string {
  const { required, expires } = entry.approval;
  if (required.length === 0) return 'Nobody else has to approve it.';
  return heldBy === undefined && unapprovable === undefined
    ? `It needs the approval of ${sayLines(required)}, within ${sayDuration(expires)}.`
    : `Breaking the glass goes ahead without the approval of ${sayLines(required)}, and somebody else reviews it.`;
}

/** What takes the confirmation's place once it was pressed. */
export const renderConfirmed = (request: ActionRequest): Message => {
  const channel = request.askedIn === undefined ? 'this channel' : mentionChannel(request.channel);
  const where = request.permalink === undefined ? `in ${channel}` : linkTo(request.permalink, 'here');
  const text = `You asked to run ${nameOf(request.asked.entry)}. The request message ${where} shows how it goes.`;
  return message(text, [section(text)]);
};

export const renderCancelled = (request: ActionRequest): Message => {
  const text = `Not run: ${nameOf(request.asked.entry)}.`;
  return message(text, [section(text)]);
};
