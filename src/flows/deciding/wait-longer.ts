import { BUTTONS, works } from '../../domain/buttons.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { type Click, type ClickDeps, findClickedRequest, refuseMovedOn } from '../guarding/find-clicked-request.ts';
import { checkDecision } from '../guarding/last-check.ts';
import { isOnePerson } from '../guarding/read-rights.ts';
import { auditOfDecision, type DecisionDeps, newDecision, recordRefusal } from '../record/record-decision.ts';
import type { ExpireDeps } from '../waiting/expire-request.ts';
import { refuseLate } from '../waiting/refuse-late.ts';
import { setDeadline } from '../waiting/set-deadline.ts';
import { dueAtNextFreeze } from '../waiting/wait-for-freeze.ts';

/** The requester presses More time: the limit that the request is under starts again from now. */
export async function waitLonger(
  deps: DecisionDeps & ClickDeps & ExpireDeps,
  click: Click,
): Promise<ActionRequest | Refusal> {
  for (;;) {
    const request = await findClickedRequest(deps, click);
    if (request instanceof Refusal) return recordRefusal(deps, 'wait', click, request);
    const refusal = BUTTONS.wait.refuse(await isOnePerson(deps.team, request.requester, click.person));
    if (refusal !== undefined) return recordRefusal(deps, 'wait', click, refusal);
    if (!works('wait', request)) return recordRefusal(deps, 'wait', click, refuseMovedOn(request));
    const late = await refuseLate(deps, request);
    if (late !== undefined) return recordRefusal(deps, 'wait', click, late);
    const decision = newDecision(deps, 'wait', click.person, { through: 'requester' });
    const { entry } = request.asked;
    const time = request.state === 'awaiting_approval' ? entry.approval.expires : entry.startWithin;
    const limit = setDeadline(decision.at.getTime(), time);
    const moved = await deps.requests.move(request, {
      event: 'note',
      change: limit.change,
      decision,
      audit: auditOfDecision(request, decision),
      due: [...limit.due, ...dueAtNextFreeze(deps, entry, limit.change.deadline)],
      lastCheck: checkDecision(deps, request),
    });
    if (moved !== undefined) return moved;
  }
}
