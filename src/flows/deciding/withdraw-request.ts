import { BUTTONS, works } from '../../domain/buttons.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { endingAs, milestoneOf } from '../../domain/say-ending.ts';
import { endedAs } from '../../domain/say-outcome.ts';
import { type Click, type ClickDeps, checkClick, refuseMovedOn } from '../guarding/find-clicked-request.ts';
import { propose } from '../guarding/move-until-taken.ts';
import { isOnePerson } from '../guarding/read-rights.ts';
import type { Move } from '../ports/request-store.ts';
import { auditOfDecision, type DecisionDeps, decideByClick, newDecision } from '../record/record-decision.ts';

/** The requester takes the request back. If its run is being created or is pending, the run is discarded first. */
export function withdrawRequest(deps: DecisionDeps & ClickDeps, click: Click): Promise<ActionRequest | Refusal> {
  const isConfirmation = click.messageTs === undefined;
  const button = isConfirmation ? 'cancel_request' : 'withdraw';
  return decideByClick<ActionRequest>(deps, 'withdraw', click, async (read) => {
    const request = await checkClick(deps, read, click, isConfirmation ? 'in_confirmation' : 'in_request_message');
    if (request instanceof Refusal) return request;
    const refusal =
      BUTTONS[button].refuse(await isOnePerson(deps.team, request.requester, click.person)) ??
      (works(button, request) ? undefined : refuseMovedOn(request));
    if (refusal !== undefined) return refusal;
    const decision = newDecision(deps, 'withdraw', click.person, { through: 'requester' });
    const audit = auditOfDecision(request, decision);
    return propose({ ...withdrawalOf(request, decision.at), decision, audit }, (withdrawn) => withdrawn);
  });
}

function withdrawalOf(request: ActionRequest, at: Date): Omit<Move, 'audit' | 'decision'> {
  const why = { kind: 'withdrawn', person: request.requester } as const;
  if (request.state === 'creating' || request.state === 'running') {
    const ending = endingAs('withdrawn', why);
    return {
      event: 'note',
      change: { ending },
      due: request.state === 'running' ? [{ work: 'follow_run', at }] : [],
      milestones: [milestoneOf(ending)],
    };
  }
  return {
    event: 'withdraw',
    change: { settledAt: at, deadline: null, ...endedAs({ kind: 'ended_without_run', why }) },
    milestones: request.state === 'unconfirmed' ? [] : [{ kind: 'settled' }],
  };
}
