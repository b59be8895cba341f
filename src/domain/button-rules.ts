import { isSettled } from './lifecycle.ts';
import { awaitsPreview, isPreviewStuck } from './preview.ts';
import type { ActionRequest } from './request.ts';
import { isYetToStart } from './run-queue.ts';
import { phaseOf } from './run-status.ts';
import { isBeingConfirmed } from './time-limit.ts';

export const isUnconfirmed = ({ state }: ActionRequest): boolean => state === 'unconfirmed';

export const isAwaitingApproval = ({ state }: ActionRequest): boolean => state === 'awaiting_approval';

/** Nothing can be approved yet. A press finds out whether that is still so, and says why. */
export const isApprovalOnHold = (request: ActionRequest): boolean =>
  awaitsPreview(request) || request.heldBy !== undefined;

/** Its requester cannot run it in the usual way, but can break the glass. */
export const needsBrokenGlass = ({ heldBy, unapprovable }: ActionRequest): boolean =>
  heldBy !== undefined || unapprovable === true;

/** Breaking the glass would change something: something still holds the request, and the glass is whole. */
export const canBreakGlass = (request: ActionRequest): boolean =>
  request.brokenGlass === undefined &&
  (request.state === 'awaiting_approval' ||
    (request.state === 'approved' && request.heldBy !== undefined) ||
    (request.state === 'unconfirmed' && needsBrokenGlass(request)));

export const mayNobodyBreakGlass = ({ asked: { entry } }: ActionRequest): boolean =>
  entry.breakGlass.people.length + entry.breakGlass.groups.length === 0;

/** Somebody else looks at broken glass once the request is over. */
export const isReviewOpen = ({ state, brokenGlass }: ActionRequest): boolean =>
  isSettled(state) && brokenGlass !== undefined && brokenGlass.reviewedAt === undefined;

export const canWithdraw = ({ ending, run, state }: ActionRequest): boolean =>
  ending === undefined &&
  (state === 'awaiting_approval' ||
    state === 'approved' ||
    state === 'creating' ||
    (state === 'running' && phaseOf(run?.status ?? 'pending') === 'pending'));

/** Only what has not begun can get more time: a run that nobody plans yet, or a preview that nobody can approve by yet. */
export function canGetMoreTime(request: ActionRequest): boolean {
  const { state, ending, confirmedAt, heldBy, run } = request;
  if (ending !== undefined) return false;
  // Under a freeze the time for the approvals stands still anyway.
  if (state === 'awaiting_approval') return awaitsPreview(request) && heldBy === undefined;
  return state === 'approved' || (state === 'running' && confirmedAt === undefined && isYetToStart(run));
}

/** Nothing is in its way, so its time is enough as far as anybody knows. */
export const needsNoMoreTime = ({ away, blocked, deadline, preview }: ActionRequest): boolean =>
  deadline === undefined || (blocked === undefined && away?.what !== 'hcp_terraform' && !isPreviewStuck(preview));

/** What the last reading of the run allows; nothing, unless the request follows a run. */
const allowed = ({ run, state }: ActionRequest) => (state === 'running' ? run?.actions : undefined);

export function canConfirm(request: ActionRequest): boolean {
  const { confirmedAt, ending, waiting } = request;
  if (ending !== undefined || waiting === undefined || confirmedAt !== undefined) return false;
  if (waiting.because === 'hcp_terraform' || waiting.because === 'token_cannot_apply') return false;
  return allowed(request)?.confirmable === true;
}

export function canDiscard(request: ActionRequest): boolean {
  if (request.ending !== undefined || allowed(request)?.discardable !== true) return false;
  return request.waiting !== undefined || isConfirmationStuck(request);
}

export function canCancel(request: ActionRequest): boolean {
  const { ending, run, waiting } = request;
  const { cancelable = false, discardable } = allowed(request) ?? {};
  if (!cancelable) return false;
  const phase = phaseOf(run?.status ?? '');
  // Where an ending came too late, only a cancel still stops the run.
  if (ending !== undefined) return ending.state !== 'canceled' && phase === 'applying';
  if (phase === 'pending') return false;
  if (waiting?.because === 'hcp_terraform' || isConfirmationStuck(request)) return discardable === false;
  return waiting === undefined;
}

/** A confirmation that was sent again, or that HCP Terraform could not be given, may take long or never be carried out. */
function isConfirmationStuck(request: ActionRequest): boolean {
  const { away, confirmedAt, confirmSentAt } = request;
  if (confirmedAt === undefined || !isBeingConfirmed(request)) return false;
  return away !== undefined || (confirmSentAt !== undefined && confirmSentAt > confirmedAt);
}
