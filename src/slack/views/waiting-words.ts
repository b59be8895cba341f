import { endByOf, isOffered } from '../../domain/buttons.ts';
import type { Freeze } from '../../domain/freeze.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { type SituationOf, situationOf } from '../../domain/situation.ts';
import { whoIsAway } from './away-words.ts';
import { sayWaitsInHcpTerraform } from './decision-words.ts';
import { sayRoughly } from './entry-words.ts';
import { escapeText, mentionPerson, sayWhen } from './mrkdwn.ts';
import { writeEnding } from './outcome-words.ts';
import { sayBlocked, sayConfirmed } from './queue-words.ts';
import { mentionMovers } from './who-can.ts';

/** What the request waits for now and until when. `undefined` if another line says it. */
export function whatItWaitsFor(request: ActionRequest, address: string): string | undefined {
  const lines = [whatIsGoingOn(request, address), whoIsAway(request)].filter((line) => line !== undefined);
  return lines.length === 0 ? undefined : lines.join('\n');
}

/** A freeze's name or author, its reason and its end. */
export function sayHeld({ name, reason, author, until }: Freeze): string {
  const why = reason === undefined ? '' : ` (${escapeText(reason)})`;
  const by = author === undefined ? escapeText(name) : mentionPerson(author);
  return `*Frozen* by ${by}${why}, until ${sayWhen(until, 'day_and_time')}.`;
}

function whatIsGoingOn(request: ActionRequest, address: string): string | undefined {
  const now = situationOf(request);
  switch (now.kind) {
    case 'unconfirmed':
    case 'waiting_for_approvals':
    case 'being_created':
    case 'settled':
      return undefined;
    case 'waiting_for_preview':
    case 'held_by_freeze':
      return sayBefore(now);
    case 'about_to_be_created':
      return sayToStart(now);
    case 'looking_for_run':
      return LOOKING_FOR_RUN;
    case 'ending_unknown_run':
      return `${writeEnding(now.ending)}. The run is discarded as soon as it is known.`;
    case 'blocked':
    case 'queued':
      return sayBlocked(request, now, address);
    case 'planning': {
      const planning = sinceWhen(request, 'planning', request.usual?.plan);
      return joinSentences(planning && `Planning${planning}.`, sayToStart(now));
    }
    case 'waiting_for_person':
      return sayWaiting(request, now);
    case 'waiting_in_hcp_terraform':
      return sayWaitsInHcpTerraform(request, now, endByOf(request));
    case 'being_confirmed':
      return sayConfirming(request, now);
    case 'applying':
      return sayConfirmedRun(request, now);
    case 'being_ended':
      return `${writeEnding(now.ending)}. The run is being ended.${sayAccepted(now)}`;
    case 'ended_too_late':
      return `${writeEnding(now.ending)}, which was too late: ${sayConfirmedRun(request, now)}`;
    case 'run_is_over':
      return now.isUnknown ? 'The run is over. HCP Terraform has not said yet how the action ended.' : undefined;
  }
}

/** Used in the thread as well. */
export const LOOKING_FOR_RUN =
  "HCP Terraform didn't respond when I created the run. Checking whether it exists; I won't create a second one.";

/** A freeze before the approvals or before the run. Without one, the preview's own line says how far it is. */
function sayBefore(now: SituationOf<'waiting_for_preview' | 'held_by_freeze'>): string | undefined {
  const { freeze, until, before } = now;
  if (freeze === undefined) return before === 'run' ? sayToStart(now) : undefined;
  if (before === 'approvals')
    return `${sayHeld(freeze)} Nothing is approved before that. The approval deadline is paused until then.`;
  if (until === undefined || until > freeze.until)
    return joinSentences(`${sayHeld(freeze)} Nothing is run before that. It continues then.`, sayToStart(now));
  return `${sayHeld(freeze)} Its run had to start by ${sayWhen(until, 'day_and_time')}, so it expires unless the freeze is lifted before.`;
}

/** When HCP Terraform accepted the discard or cancel. It only queues them, and a cancel is sent once. */
function sayAccepted({ sent }: SituationOf<'being_ended'>): string {
  if (sent?.accepted !== true) return '';
  return ` HCP Terraform accepted the ${sent.act} at ${sayWhen(sent.at)}. If the run does not end, check it in HCP Terraform.`;
}

/** A confirmation that HCP Terraform does not show yet. It may be unreachable or refuse. */
function sayConfirming(request: ActionRequest, { by, until }: SituationOf<'being_confirmed'>): string {
  const limit =
    until === undefined
      ? ''
      : `; HCP Terraform has until ${sayWhen(until, 'day_and_time')} to carry it out, then the run is discarded`;
  const ends = isOffered('discard', request) ? ` ${mentionMovers(request)} can press *Discard* before.` : '';
  return `${sayConfirmed(by)}${limit}.${ends}`;
}

/** How far a confirmed run is. It is applying only while its status says so. */
function sayConfirmedRun(request: ActionRequest, { by, stage }: SituationOf<'applying' | 'ended_too_late'>): string {
  const confirmed = sayConfirmed(by);
  if (stage === 'applying') {
    const since = sinceWhen(request, 'applying', request.usual?.apply) ?? '';
    return by === 'bot' ? `Applying${since}.` : `${confirmed}; applying${since}.`;
  }
  return `${confirmed}; ${stage === 'run_tasks' ? 'applied; run tasks are still running' : 'waiting to be applied'}.`;
}

/**
 * ` since 14:03, usually 3 min`, which stays true however late it is read. `undefined` if the run is not in that
 * status.
 */
function sinceWhen({ run }: ActionRequest, status: string, usual: number | undefined): string | undefined {
  if (run?.status !== status) return undefined;
  const stamp = new Date(run.timestamps[`${status}-at`] ?? '');
  const since = Number.isNaN(stamp.getTime()) ? '' : ` since ${sayWhen(stamp)}`;
  return `${since}${usual === undefined ? '' : `, usually ${sayRoughly(usual)}`}`;
}

const joinSentences = (...sentences: readonly (string | undefined)[]): string | undefined =>
  sentences.filter((sentence) => sentence !== undefined).join(' ') || undefined;

/** The last message of the action, which is foreign text. `undefined` if its run is not applying. */
export function sayProgress(request: ActionRequest): string | undefined {
  const { actionProgress } = request;
  const now = situationOf(request);
  return now.kind === 'applying' && now.stage === 'applying' && actionProgress !== undefined
    ? `The action says: ${actionProgress.text}`
    : undefined;
}

/** The deadline of a run that nothing blocks. */
const sayToStart = ({ until, goal }: Pick<SituationOf<'planning'>, 'until' | 'goal'>): string | undefined =>
  until === undefined ? undefined : `Its run has to be ${goal} by ${sayWhen(until, 'day_and_time')}.`;

/** Why a planned run waits for a person in Slack. */
export const WHY_IT_WAITS = {
  by_hand: () => 'it is applied by hand',
  invocations_unknown: () =>
    'the number of planned invocations is unknown: HCP Terraform gives none, or not a whole number',
  token_cannot_apply: () => "the bot's token may not apply runs here; confirm or discard it in HCP Terraform",
  confirm_refused: (answered = 409) =>
    `HCP Terraform answers ${answered} each time the bot confirms the run, although the run can be confirmed. ${WHAT_HELPS[answered] ?? 'Check in HCP Terraform what blocks it'}, then try again or discard it`,
} as const satisfies Record<SituationOf<'waiting_for_person'>['because'], (answered: number | undefined) => string>;

const WHAT_HELPS: Readonly<Record<number, string>> = {
  403: "The bot's team, or that of TFE_APPLY_TOKEN, needs the Write role on the workspace. Give it that role",
};

function sayWaiting(request: ActionRequest, { because, answered, until }: SituationOf<'waiting_for_person'>): string {
  const limit = until === undefined ? '' : ` until ${sayWhen(until, 'day_and_time')}, then the run is discarded`;
  return `*Waiting for a person*: ${WHY_IT_WAITS[because](answered)}. ${mentionMovers(request)} can confirm or discard it${limit}.`;
}
