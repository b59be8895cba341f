import { Refusal } from '../../domain/refusal.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { isYetToStart } from '../../domain/run-queue.ts';
import { findPressedRequest, type Press, type PressedDeps, refuseMovedOn } from '../guarding/find-pressed-request.ts';
import { isOnePerson } from '../guarding/read-rights.ts';
import { auditOfDecision, type DecisionDeps, newDecision, recordRefusal } from '../record/record-decision.ts';
import { setDeadline } from '../waiting/set-deadline.ts';

/** Only what has not begun can be waited for; its time to begin can be given anew. */
const canWaitLonger = (request: ActionRequest): boolean =>
  request.ending === undefined &&
  (request.state === 'approved' ||
    (request.state === 'running' && request.confirmedAt === undefined && isYetToStart(request.run)));

/** It waits for something that nobody knows the end of, so that *Wait* is offered. */
export const offersToWait = (request: ActionRequest): boolean =>
  canWaitLonger(request) &&
  request.deadline !== undefined &&
  (request.blocked !== undefined || request.away?.what === 'hcp_terraform');

/** The requester presses Wait: `start_within` begins anew. */
export async function waitLonger(deps: DecisionDeps & PressedDeps, press: Press): Promise<ActionRequest | Refusal> {
  for (;;) {
    const request = await findPressedRequest(deps, press);
    if (request instanceof Refusal) return recordRefusal(deps, 'wait', press, request);
    const refusal = (await isOnePerson(deps.team, request.requester, press.person))
      ? undefined
      : new Refusal('not_your_request', 'Only the person who asked can wait longer.', 'Ask them to press Wait.');
    if (refusal !== undefined) return recordRefusal(deps, 'wait', press, refusal);
    if (!canWaitLonger(request)) return recordRefusal(deps, 'wait', press, refuseMovedOn(request));
    const decision = newDecision(deps, 'wait', press.person, { through: 'requester' });
    const limit = setDeadline(decision.at.getTime(), request.frozen.entry.startWithin);
    const moved = await deps.record.move(request, {
      event: 'note',
      change: limit.change,
      decision,
      audit: auditOfDecision('request.waits_longer', request, decision),
      due: limit.due,
    });
    if (moved !== undefined) return moved;
  }
}
