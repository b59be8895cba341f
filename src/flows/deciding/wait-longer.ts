import { BUTTONS, works } from '../../domain/buttons.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { ActionRequest } from '../../domain/request.ts';
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

/** The requester clicks More time: the current time limit starts again. */
export function waitLonger(
  deps: DecisionDeps & ClickDeps & ExpireDeps,
  click: Click,
): Promise<ActionRequest | Refusal> {
  return decideByClick<ActionRequest>(deps, 'wait', click, async (read) => {
    const request = await checkClick(deps, read, click);
    if (request instanceof Refusal) return request;
    const refusal = BUTTONS.wait.refuse(await isOnePerson(deps.team, request.requester, click.person));
    if (refusal !== undefined) return refusal;
    if (!works('wait', request)) return refuseMovedOn(request);
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
      audit: auditOfDecision(request, decision),
      due: [...limit.due, ...dueAtNextFreeze(deps, entry, limit.change.deadline)],
      lastCheck: checkDecision(deps, request),
    };
    return propose(move, (limited) => limited);
  });
}
