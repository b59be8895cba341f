import { Refusal } from '../domain/refusal.ts';
import type { ActionRequest } from '../domain/request.ts';
import { listsOf, refuseRequesting, requestsThrough } from '../domain/rights.ts';
import { refuseChannel } from './ask-request.ts';
import { findPressedRequest, type Press, refuseMovedOn } from './find-pressed-request.ts';
import { type HoldDeps, holdRequest, isLost } from './hold-request.ts';
import { readPerson, readUsableChannel } from './read-rights.ts';
import { auditOfDecision, type DecisionDeps, newDecision, recordRefusal } from './record-decision.ts';
import type { Move } from './request-record.ts';
import { refuseVoided, voidRequest } from './void-request.ts';

/**
 * Creating waits so long for the request message, so that the run's message can carry its link and a channel that turns
 * out not to be writable is known before anything runs. It never waits longer: Slack may be away.
 */
const MESSAGE_HEAD_START = 2_000;

/** The requester presses Run it: the request becomes visible to all, and waits for approvals or for its run. */
export async function runIt(deps: HoldDeps & DecisionDeps, press: Press): Promise<ActionRequest | Refusal> {
  const answer = await tryRunIt(deps, press);
  return answer instanceof Refusal ? recordRefusal(deps, 'run_it', press, answer) : answer;
}

async function tryRunIt(deps: HoldDeps & DecisionDeps, press: Press): Promise<ActionRequest | Refusal> {
  const request = await findPressedRequest(deps, press, 'in_confirmation');
  if (request instanceof Refusal) return request;
  if (request.requester !== press.person) {
    return new Refusal('not_your_request', 'Only the person who asked can confirm this.', 'Ask with `/tf-action`.');
  }
  if (request.state !== 'unconfirmed') return refuseMovedOn(request);
  const channel = await readUsableChannel(deps.team, request.channel);
  if (channel instanceof Refusal) return channel;
  const held = await holdRequest(deps, request, 'current');
  if (isLost(held)) {
    await voidRequest(deps, request, held);
    return refuseVoided(held);
  }
  const reading = await readPerson(deps.team, press.person, listsOf(held.entry));
  const refusal = refuseRequesting(held.entry, reading) ?? refuseChannel(held.entry, request.channel);
  if (refusal !== undefined) return refusal;
  const through = requestsThrough(held.entry, reading) ?? 'requester';
  const decision = newDecision(deps, 'run_it', press.person, { through, groups: reading.groups });
  const moved = await deps.record.move(request, {
    ...startOf(deps, request),
    decision,
    audit: auditOfDecision('request.run_it', request, decision),
  });
  return (
    moved ??
    findPressedRequest(deps, press, 'in_confirmation').then((now) =>
      now instanceof Refusal ? now : refuseMovedOn(now),
    )
  );
}

function startOf(deps: DecisionDeps, request: ActionRequest): Omit<Move, 'audit'> {
  const { approval, startWithin } = request.frozen.entry;
  const now = deps.clock.now();
  const startedAt = new Date(now);
  if (approval.required.length > 0) {
    const deadline = new Date(now + approval.expires);
    return {
      event: 'run_it_with_approvals',
      change: { startedAt, deadline },
      due: [{ work: 'expire_request', at: deadline }],
    };
  }
  const deadline = new Date(now + startWithin);
  return {
    event: 'run_it',
    change: { startedAt, approvedAt: startedAt, deadline },
    due: [
      { work: 'create_run', at: new Date(now + MESSAGE_HEAD_START) },
      { work: 'expire_request', at: deadline },
    ],
  };
}
