import { awaitsPreview, isPreviewStuck } from '../../domain/preview.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { isYetToStart } from '../../domain/run-queue.ts';
import { type Click, type ClickDeps, checkClick, refuseMovedOn } from '../guarding/find-clicked-request.ts';
import { checkDecision } from '../guarding/last-check.ts';
import { propose } from '../guarding/move-until-taken.ts';
import { isOnePerson } from '../guarding/read-rights.ts';
import type { Move } from '../ports/request-store.ts';
import { auditOfDecision, type DecisionDeps, decideByClick, newDecision } from '../record/record-decision.ts';
import type { ExpireDeps } from '../waiting/expire-request.ts';
import { refuseLate } from '../waiting/refuse-late.ts';
import { setDeadline } from '../waiting/set-deadline.ts';
import { dueAtNextFreeze } from '../waiting/wait-for-freeze.ts';

/** Only what has not begun can get more time: a run that nobody plans yet, or a preview that nobody can approve by yet. */
function canGetMoreTime(request: ActionRequest): boolean {
  const { state, ending, confirmedAt, heldBy, run } = request;
  if (ending !== undefined) return false;
  // Under a freeze the time for the approvals stands still anyway.
  if (state === 'awaiting_approval') return awaitsPreview(request) && heldBy === undefined;
  return state === 'approved' || (state === 'running' && confirmedAt === undefined && isYetToStart(run));
}

/** Whether the request waits for something that nobody knows the end of, so that *More time* is offered. */
export const offersMoreTime = (request: ActionRequest): boolean =>
  canGetMoreTime(request) &&
  request.deadline !== undefined &&
  (request.blocked !== undefined || request.away?.what === 'hcp_terraform' || isPreviewStuck(request.preview));

/** The requester presses More time: the limit that the request is under starts again from now. */
export function waitLonger(
  deps: DecisionDeps & ClickDeps & ExpireDeps,
  click: Click,
): Promise<ActionRequest | Refusal> {
  return decideByClick<ActionRequest>(deps, 'wait', click, async (read) => {
    const request = await checkClick(deps, read, click);
    if (request instanceof Refusal) return request;
    if (!(await isOnePerson(deps.team, request.requester, click.person))) return refuseOthers();
    if (!canGetMoreTime(request)) return refuseMovedOn(request);
    const late = await refuseLate(deps, request);
    if (late !== undefined) return late;
    const decision = newDecision(deps, 'wait', click.person, { through: 'requester' });
    const { entry } = request.asked;
    const time = request.state === 'awaiting_approval' ? entry.approval.expires : entry.startWithin;
    const limit = setDeadline(decision.at.getTime(), time);
    const move: Move = {
      event: 'note',
      change: limit.change,
      decision,
      audit: auditOfDecision('request.waits_longer', request, decision),
      due: [...limit.due, ...dueAtNextFreeze(deps, entry, limit.change.deadline)],
      lastCheck: checkDecision(deps, request),
    };
    return propose(move, (limited) => limited);
  });
}

const refuseOthers = (): Refusal =>
  new Refusal('not_your_request', 'Only the person who asked can give it more time.', 'Ask them to press More time.');
