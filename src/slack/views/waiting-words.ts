import { endByOf, isOffered } from '../../domain/buttons.ts';
import type { Freeze } from '../../domain/freeze.ts';
import type { ActionRequest, WaitingForPerson } from '../../domain/request.ts';
import { isPlanned } from '../../domain/run.ts';
import { phaseOf } from '../../domain/run-status.ts';
import { isBeingConfirmed } from '../../domain/time-limit.ts';
import { whoIsAway } from './away-words.ts';
import { sayWaitsInHcpTerraform } from './decision-words.ts';
import { sayRoughly } from './entry-words.ts';
import { escapeText, mentionPerson, sayWhen } from './mrkdwn.ts';
import { writeEnding } from './outcome-words.ts';
import { sayBlocked, sayConfirmed } from './queue-words.ts';
import { mentionMovers } from './who-can.ts';

/** What the request waits for at this moment and until when, in words; `undefined` where that is said elsewhere. */
export function whatItWaitsFor(request: ActionRequest, address: string): string | undefined {
  const lines = [whatFreezes(request), whatIsGoingOn(request, address), whoIsAway(request)].filter(
    (line) => line !== undefined,
  );
  return lines.length === 0 ? undefined : lines.join('\n');
}

function whatFreezes({ heldBy, state, deadline }: ActionRequest): string | undefined {
  if (heldBy === undefined) return undefined;
  if (state === 'awaiting_approval')
    return `${sayHeld(heldBy)} Nothing is approved before that. The approval deadline is paused until then.`;
  if (state !== 'approved') return undefined;
  if (deadline === undefined || deadline > heldBy.until)
    return `${sayHeld(heldBy)} Nothing is run before that. It continues then.`;
  return `${sayHeld(heldBy)} Its run had to start by ${sayWhen(deadline, 'day_and_time')}, so it expires unless the freeze is lifted before.`;
}

/** The freeze by its name, its reason and its end, and who put it on where somebody did. */
export function sayHeld({ name, reason, author, until }: Freeze): string {
  const why = reason === undefined ? '' : ` (${escapeText(reason)})`;
  const by = author === undefined ? escapeText(name) : mentionPerson(author);
  return `*Frozen* by ${by}${why}, until ${sayWhen(until, 'day_and_time')}.`;
}

function whatIsGoingOn(request: ActionRequest, address: string): string | undefined {
  const { ending, state } = request;
  if (state === 'creating' && ending !== undefined) {
    return `${writeEnding(ending)}. The run is discarded as soon as it is known.`;
  }
  if (state === 'creating' && request.looksDone !== undefined) {
    return 'HCP Terraform did not answer when I created the run. I am checking whether it exists. I will not create a second one.';
  }
  if (state === 'approved') return sayPostponed(request, address);
  if (state !== 'running') return undefined;
  if (ending !== undefined && isTooLateToEnd(request))
    return `${writeEnding(ending)}, which was too late: ${sayConfirmedRun(request)}`;
  if (ending !== undefined) return `${writeEnding(ending)}. The run is being ended.${sayAccepted(request)}`;
  if (isBeingConfirmed(request) && request.waiting?.because !== 'hcp_terraform') return sayConfirming(request);
  if (request.waiting !== undefined) return sayWaiting(request);
  if (request.blocked !== undefined) return sayBlocked(request, request.blocked, address);
  if (request.verdictAsked !== undefined)
    return 'The run is over; HCP Terraform has not said yet how the action ended.';
  if (phaseOf(request.run?.status ?? 'pending') === 'applying') return sayConfirmedRun(request);
  const planning = sinceWhen(request, 'planning', request.usual?.plan);
  return joinSentences(planning && `Planning${planning}.`, sayToStart(request));
}

/** HCP Terraform only queues what it is told, and a cancel is told to it once. */
function sayAccepted({ endSent }: ActionRequest): string {
  if (endSent?.accepted !== true) return '';
  return ` HCP Terraform accepted the ${endSent.act} at ${sayWhen(endSent.at)}. If the run does not end, look at it in HCP Terraform.`;
}

/** Decided, and not shown by HCP Terraform yet, which may be away or refuse. */
function sayConfirming(request: ActionRequest): string {
  const until =
    request.deadline === undefined
      ? ''
      : `; HCP Terraform has until ${sayWhen(request.deadline, 'day_and_time')} to carry it out, then the run is discarded`;
  const ends = isOffered('discard', request) ? ` ${mentionMovers(request)} can press *Discard* before.` : '';
  return `${sayConfirmed(request) ?? 'Confirmed'}${until}.${ends}`;
}

/** Somebody had it applied in the meantime, and only a cancel ends what applies. */
const isTooLateToEnd = ({ ending, run }: ActionRequest): boolean =>
  ending?.state !== 'canceled' && phaseOf(run?.status ?? 'pending') === 'applying';

/** How far a confirmed run is: only what Terraform applies at this moment is applying. */
function sayConfirmedRun(request: ActionRequest): string {
  const confirmed = sayConfirmed(request) ?? 'Confirmed in HCP Terraform';
  const status = request.run?.status ?? '';
  if (status === 'applying') {
    const since = sinceWhen(request, 'applying', request.usual?.apply) ?? '';
    return confirmed === 'Confirmed' ? `Applying${since}.` : `${confirmed}; applying${since}.`;
  }
  return `${confirmed}; ${status.startsWith('post_apply_') ? 'applied, and run tasks go on' : 'waiting to be applied'}.`;
}

/** ` since 14:03, usually 3 min`: true however late it is read. `undefined` where the run is not in that status. */
function sinceWhen({ run }: ActionRequest, status: string, usual: number | undefined): string | undefined {
  if (run?.status !== status) return undefined;
  const stamp = new Date(run.timestamps[`${status}-at`] ?? '');
  const since = Number.isNaN(stamp.getTime()) ? '' : ` since ${sayWhen(stamp)}`;
  return `${since}${usual === undefined ? '' : `, usually ${sayRoughly(usual)}`}`;
}

const joinSentences = (...sentences: readonly (string | undefined)[]): string | undefined =>
  sentences.filter((sentence) => sentence !== undefined).join(' ') || undefined;

/** What the action said last, which is somebody else's text; `undefined` once its run applies no more. */
export const sayProgress = ({ state, run, actionProgress, ending }: ActionRequest): string | undefined =>
  state === 'running' && ending === undefined && run?.status === 'applying' && actionProgress !== undefined
    ? `The action says: ${actionProgress.text}`
    : undefined;

function sayPostponed(request: ActionRequest, address: string): string | undefined {
  return request.blocked === undefined ? sayToStart(request) : sayBlocked(request, request.blocked, address);
}

/** Nothing is in the way; it still has only so long. */
function sayToStart({ deadline, confirmedAt, run }: ActionRequest): string | undefined {
  if (deadline === undefined || confirmedAt !== undefined) return undefined;
  const goal = run !== undefined && isPlanned(run) ? 'confirmed' : 'planned';
  return `Its run has until ${sayWhen(deadline, 'day_and_time')} to be ${goal}.`;
}

/** Why a planned run waits for a person in Slack. */
export const WHY_IT_WAITS = {
  by_hand: () => 'it is applied by hand',
  invocations_unknown: () =>
    'the number of planned invocations is unknown: HCP Terraform gives none, or not a whole number',
  token_cannot_apply: () => "the bot's token may not apply runs here; confirm or discard it in HCP Terraform",
  confirm_refused: (answered = 409) =>
    `HCP Terraform answers ${answered} each time the bot confirms the run, although the run can be confirmed. ${WHAT_HELPS[answered] ?? 'See in HCP Terraform what is in its way'}, then try again or discard it`,
} as const satisfies Record<
  Exclude<WaitingForPerson['because'], 'hcp_terraform'>,
  (answered: number | undefined) => string
>;

const WHAT_HELPS: Readonly<Record<number, string>> = {
  403: "The bot's team, or that of TFE_APPLY_TOKEN, needs the Write role on the workspace. Give it that role",
};

function sayWaiting(request: ActionRequest): string {
  const { waiting, deadline } = request;
  if (waiting?.because === 'hcp_terraform') return sayWaitsInHcpTerraform(request, waiting, endByOf(request));
  const why = waiting === undefined ? '' : WHY_IT_WAITS[waiting.because](waiting.answered);
  const until = deadline === undefined ? '' : ` until ${sayWhen(deadline, 'day_and_time')}, then the run is discarded`;
  return `*Waiting for a person*: ${why}. ${mentionMovers(request)} can confirm or discard it${until}.`;
}
