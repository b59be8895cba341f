import { needsBrokenGlass } from '../../domain/button-rules.ts';
import type { Freeze } from '../../domain/freeze.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { nameOf, sayDuration, sayLines } from './entry-words.ts';
import { actions, context, contexts, informing, type Message, message, section, sections } from './message.ts';
import { escapeText, linkTo, mentionChannel, sayWhen } from './mrkdwn.ts';
import { buttonsOf } from './request-buttons.ts';
import { sayHeld } from './waiting-words.ts';
import {
  renderLongParameters,
  renderWhere,
  sayApply,
  sayNeeds,
  sayShortParameters,
  sayStartLimit,
} from './what-decides.ts';

/**
 * The private confirmation: what would run, where, with which parameters, and who has to approve. If the requester can
 * only break glass, it says why.
 */
export function renderConfirmation(request: ActionRequest): Message {
  const { asked, heldBy } = request;
  const mustBreak = needsBrokenGlass(request);
  const { entry } = asked;
  const title = mustBreak
    ? `${nameOf(entry)} ${heldBy === undefined ? 'cannot be approved for you' : 'is frozen'}. You can break glass.`
    : `Run ${nameOf(entry)}? Nothing runs until you press Run it.`;
  return message(title, [
    section(`*Run ${nameOf(entry)}?*${sayShortParameters(asked)}`),
    entry.description === undefined ? undefined : informing(contexts, escapeText(entry.description)),
    renderLongParameters(request),
    mustBreak ? sections(sayWhyGlass(request)) : undefined,
    sections(sayWhatFollows(request)),
    request.freezeAhead === undefined ? undefined : informing(sections, sayFreezeAhead(request, request.freezeAhead)),
    actions(buttonsOf(request)),
    renderWhere(request),
    context(
      `${sayStartLimit(request) ?? ''} Only you see this, until ${sayWhen(request.deadline ?? request.askedAt)}. If any of this changes before it runs, you will have to ask again.`,
    ),
  ]);
}

function sayWhatFollows(request: ActionRequest): string {
  const { asked, askedIn, channel } = request;
  return [
    sayWhoAgrees(request),
    ...(asked.entry.preview ? ['A preview (a plan-only run) comes first.'] : []),
    ...(askedIn === undefined ? [] : [`The request message is posted in ${mentionChannel(channel)}.`]),
  ].join(' ');
}

function sayFreezeAhead({ asked: { entry } }: ActionRequest, freeze: Freeze): string {
  const { name, reason, from, until } = freeze;
  const why = reason === undefined ? '' : ` (${escapeText(reason)})`;
  const waits = entry.approval.required.length > 0 ? 'approved' : 'started';
  return `*Freeze ahead*: ${escapeText(name)}${why}, from ${sayWhen(from, 'day_and_time')} until ${sayWhen(until, 'day_and_time')}. If this is not ${waits} by then, it waits until the freeze is over. A run that is not confirmed by then is ended.`;
}

function sayWhyGlass({ asked: { entry }, heldBy, unapprovable }: ActionRequest): string {
  const why = [
    ...(heldBy === undefined ? [] : [sayHeld(heldBy)]),
    ...(unapprovable === true
      ? [`Not enough people can approve ${nameOf(entry)} for you: it needs ${sayLines(entry.approval.required)}.`]
      : []),
  ];
  return `${why.join(' ')} You can break glass, with a reason.`;
}

function sayWhoAgrees({ asked: { entry }, heldBy, unapprovable }: ActionRequest): string {
  const { required, expires } = entry.approval;
  const isBroken = heldBy !== undefined || unapprovable !== undefined;
  if (required.length === 0) return `Needs no approval. ${sayApply(entry)}`;
  return isBroken
    ? `Breaking glass skips the approval of ${sayLines(required)}. Somebody else reviews it afterwards. ${sayApply(entry)}`
    : sayNeeds(entry, required, ` within ${sayDuration(expires)}`);
}

/** Replaces the confirmation after Run it was pressed. */
export const renderConfirmed = ({ askedIn, channel, permalink }: ActionRequest): Message => {
  const below = permalink === undefined ? 'the message below' : linkTo(permalink, 'the message below');
  const there = permalink === undefined ? 'it' : linkTo(permalink, 'it');
  const text =
    askedIn === undefined
      ? `Requested. Follow it in ${below}.`
      : `Requested. Follow ${there} in ${mentionChannel(channel)}.`;
  return message(text, [section(text)]);
};

export const renderCancelled = (request: ActionRequest): Message => {
  const text = `Not run: ${nameOf(request.asked.entry)}.`;
  return message(text, [section(text)]);
};
