import { endByOf } from '../../domain/buttons.ts';
import type { Milestone } from '../../domain/milestone.ts';
import { type ActionRequest, runUrl } from '../../domain/request.ts';
import { situationOf } from '../../domain/situation.ts';
import { sayConnectionGone } from './away-words.ts';
import { sayDecision, sayEndBy } from './decision-words.ts';
import { nameOf, sayLines } from './entry-words.ts';
import { sayPastWhat } from './glass-words.ts';
import { context, type Message, message, preformatted, sections } from './message.ts';
import { escapeText, linkTo, mentionAll, mentionChannel, mentionPerson, sayWhen } from './mrkdwn.ts';
import { writeEnding, writeOutcome } from './outcome-words.ts';
import { sayPreviewed } from './plan-only-words.ts';
import { sayConfirmed, sayMoreTime } from './queue-words.ts';
import { STATE_SIGNS, STATE_WORDS } from './state-words.ts';
import { LOOKING_FOR_RUN, sayHeld, WHY_IT_WAITS } from './waiting-words.ts';
import { mentionMovers } from './who-can.ts';

/** One reply in the thread of the request message. */
export function renderMilestone(request: ActionRequest, milestone: Milestone, address: string): Message {
  if (milestone.kind === 'settled') return renderEnd(request, address);
  const text = sayMilestone(request, milestone, address);
  return message(text, [sections(text)]);
}

function sayMilestone(
  request: ActionRequest,
  milestone: Exclude<Milestone, { kind: 'settled' }>,
  address: string,
): string {
  switch (milestone.kind) {
    case 'approved_by':
      return `${mentionPerson(milestone.person)} approved it.${milestone.waitingForMore ? ' More approvals are needed.' : ''}`;
    case 'previewed':
      return sayPreviewed(request, milestone, address);
    case 'run_created': {
      const run = linkRun(request, milestone.runId, address);
      return milestone.found ? `The run was found: ${run}.` : `The run was created: ${run}.`;
    }
    case 'held':
      return `${sayHeld(milestone.freeze)} The request waits.`;
    case 'connection_gone':
      return sayConnectionGone(request);
    case 'glass_broken':
      return sayGlassBroken(request);
    case 'reminder':
      return remind(request, milestone.until);
    case 'orphan_discarded':
      return `HCP Terraform created a second run of this request, ${linkRun(request, milestone.runId, address)}. The bot ended it before it was applied.`;
    case 'creation_unknown':
      return LOOKING_FOR_RUN;
    case 'planned':
      return milestone.invocations === undefined
        ? 'Planned.'
        : `Planned: ${milestone.invocations === 1 ? '1 invocation' : `${milestone.invocations} invocations`}, no resource changes.`;
    case 'waiting_for_person':
      return sayWaits(request, milestone);
    case 'waiting_in_hcp_terraform': {
      const run = linkRun(request, request.runId ?? '', address);
      return `Waiting for a person, run ${run}: ${sayDecision(milestone.status)}. ${sayEndBy(request, milestone.endBy)}`;
    }
    case 'applying':
      return `${sayConfirmed(milestone.by)}.`;
    case 'left_channel':
    case 'asked_directly':
      return 'This request continues in direct messages.';
    case 'posted_elsewhere':
      return sayWhere(request);
    case 'ending':
      return `${writeEnding(milestone)}. The run is being ended.`;
  }
}

/** Why it waits and who can act. The HTTP status comes from the stored situation. */
function sayWaits(request: ActionRequest, { because, person }: Milestone & { kind: 'waiting_for_person' }): string {
  const now = situationOf(request);
  const answered = now.kind === 'waiting_for_person' ? now.answered : undefined;
  const why = because === undefined ? '' : ` ${WHY_IT_WAITS[because](answered)}.`;
  const whose = person === undefined ? '' : ` ${mentionPerson(person)}, your confirmation was not sent.`;
  const confirm = because === 'token_cannot_apply' ? '' : '*Confirm and apply* or ';
  return `Waiting for a person:${why}${whose} ${mentionMovers(request)} can press ${confirm}*Discard* above.`;
}

function sayGlassBroken({ brokenGlass, asked: { entry } }: ActionRequest): string {
  if (brokenGlass === undefined) return 'The glass was broken.';
  const told = mentionAll(entry.notifyFailure);
  const who = mentionPerson(brokenGlass.person);
  return `:rotating_light: *BREAK-GLASS*: ${who} WENT AHEAD ${sayPastWhat(brokenGlass)}. Reason: ${escapeText(brokenGlass.reason, 1_000)}${told === '' ? '' : ` ${told}`}`;
}

/** A reminder that mentions everybody who can still act, with what they can do and by when. */
function remind(request: ActionRequest, until: Date): string {
  const end = sayWhen(until, 'day_and_time');
  const requester = mentionPerson(request.requester);
  const now = situationOf(request);
  switch (now.kind) {
    case 'waiting_for_preview':
      return `${requester}, the preview is not ready yet. The request expires at ${end}.${sayMoreTime(request)}`;
    case 'waiting_for_approvals':
      return sayStillToApprove(request, end);
    case 'held_by_freeze':
      return now.before === 'approvals' ? sayStillToApprove(request, end) : sayNotStarted(request, end);
    case 'waiting_in_hcp_terraform':
      return `Still waiting for a person, until ${end}, then the run is ended: ${sayDecision(now.status)}. ${sayEndBy(request, endByOf(request))}`;
    case 'being_confirmed':
      return `${mentionMovers(request)}, HCP Terraform has not carried out the confirmation yet. It has until ${end}. Then the run is discarded.`;
    case 'waiting_for_person':
      return `Still waiting for a person: ${mentionMovers(request)} can confirm or discard the planned run until ${end}. Then it is discarded.`;
    case 'blocked':
    case 'queued':
    case 'planning':
    case 'about_to_be_created':
      return now.goal === 'confirmed'
        ? `${requester}, the planned run is not confirmed yet. It is discarded at ${end}.`
        : sayNotStarted(request, end);
    case 'being_created':
    case 'looking_for_run':
      return sayNotStarted(request, end);
    case 'unconfirmed':
    case 'ending_unknown_run':
    case 'being_ended':
    case 'ended_too_late':
    case 'applying':
    case 'run_is_over':
    case 'settled':
      return 'Nothing is left to do here.';
  }
}

function sayStillToApprove({ progress, asked }: ActionRequest, end: string): string {
  const missing = progress?.missing ?? asked.entry.approval.required;
  return `Still waiting for the approval of ${sayLines(missing)}, until ${end}. Then it expires.`;
}

const sayNotStarted = (request: ActionRequest, end: string): string =>
  `${mentionPerson(request.requester)}, the run has not started. The request expires at ${end}.${sayMoreTime(request)}`;

function sayWhere(request: ActionRequest): string {
  const { permalink, channel, asked } = request;
  const shown = permalink === undefined ? 'The request' : linkTo(permalink, 'The request');
  return `${escapeText(request.requesterName)} asked to run ${nameOf(asked.entry)}. ${shown} is in ${mentionChannel(channel)}.`;
}

function linkRun(request: ActionRequest, runId: string, address: string): string {
  const url = runUrl(address, { ...request, runId });
  return url === undefined ? escapeText(runId) : linkTo(url, runId);
}

/** Above this many characters, mentions get their own block, so that the state and the verdict stay together. */
const MENTIONS_BESIDE = 1_500;

/** The last reply: how it ended. It mentions the requester and, if it failed, the people in `notify`. */
function renderEnd(request: ActionRequest, address: string): Message {
  const { entry } = request.asked;
  const word = `${STATE_SIGNS[request.state]} *${STATE_WORDS[request.state]}*: ${nameOf(entry)}`;
  const notify = request.state === 'failed' ? mentionAll(entry.notifyFailure) : '';
  const joined = (request.joined ?? []).map((person) => `, ${mentionPerson(person)}`).join('');
  const isLong = joined.length + notify.length > MENTIONS_BESIDE;
  const told = isLong ? '' : joined + (notify === '' ? '' : `. ${notify}`);
  const denial = request.decisions.find(({ kind }) => kind === 'deny');
  const reason = denial?.reason === undefined ? undefined : `Reason: ${escapeText(denial.reason, 1_000)}`;
  const outcome = writeOutcome(request);
  const lines = [
    `${word}, for ${mentionPerson(request.requester)}${told}${told.includes('. ') ? '' : '.'}`,
    ...(outcome === undefined ? [] : [outcome]),
    ...(reason === undefined ? [] : [reason]),
  ].join('\n');
  return message(lines, [
    isLong ? sections(`${word}${joined}${notify === '' ? '' : `, ${notify}`}`) : undefined,
    sections(lines),
    request.excerpt === undefined ? undefined : preformatted(request.excerpt),
    request.excerpt === undefined ? undefined : linkToLog(request, address),
  ]);
}

/** A link to the full log: the run's, or the preview's if there was no run. */
function linkToLog(request: ActionRequest, address: string): ReturnType<typeof context> | undefined {
  const runId = request.runId ?? request.preview?.runId;
  return runId === undefined ? undefined : context(`The whole log: ${linkRun(request, runId, address)}`);
}
