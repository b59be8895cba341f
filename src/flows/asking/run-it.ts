import { BUTTONS, works } from '../../domain/buttons.ts';
import type { Joining } from '../../domain/joining.ts';
import { Refusal } from '../../domain/refusal.ts';
import { type ActionRequest, askedIn } from '../../domain/request.ts';
import { listsOf, refuseRequesting, requestsThrough } from '../../domain/rights.ts';
import { isAskedElsewhere, refusePlaces } from '../guarding/check-channels.ts';
import { checkGuards, guardOf } from '../guarding/check-guards.ts';
import { type Click, checkClick, refuseMovedOn } from '../guarding/find-clicked-request.ts';
import { findFreeze, refuseFrozen } from '../guarding/find-freeze.ts';
import { leaveFor } from '../guarding/join-request.ts';
import { checkDecision } from '../guarding/last-check.ts';
import { propose, type Step } from '../guarding/move-until-taken.ts';
import { isOnePerson, readPerson } from '../guarding/read-rights.ts';
import { isStale, type RecheckDeps, recheckRequest } from '../guarding/recheck-request.ts';
import type { Move } from '../ports/request-store.ts';
import { auditOfDecision, type DecisionDeps, decideByClick, newDecision } from '../record/record-decision.ts';
import { refuseLate } from '../waiting/refuse-late.ts';
import { setDeadline } from '../waiting/set-deadline.ts';
import { proposeVoid } from '../waiting/void-request.ts';
import { dueAtNextFreeze } from '../waiting/wait-for-freeze.ts';
import { refuseChannel } from './judge-asking.ts';

/**
 * How long creating waits for the request message (milliseconds), so that the run's message has its link and an
 * unwritable channel is noticed before anything runs. It never waits longer, since Slack may be away.
 */
const MESSAGE_HEAD_START = 2_000;

/** The requester clicks Run it. The request becomes visible and waits for approvals or for its run. */
export const runIt = (deps: RecheckDeps & DecisionDeps, click: Click): Promise<ActionRequest | Refusal | Joining> =>
  decideByClick(deps, 'run_it', click, (read) => runAsRead(deps, click, read));

async function runAsRead(
  deps: RecheckDeps & DecisionDeps,
  click: Click,
  read: ActionRequest | undefined,
): Promise<Step<ActionRequest | Refusal | Joining>> {
  const request = await checkClick(deps, read, click, 'in_confirmation');
  if (request instanceof Refusal) return request;
  const stranger = BUTTONS.run_it.refuse(await isOnePerson(deps.team, request.requester, click.person));
  if (stranger !== undefined) return stranger;
  if (!works('run_it', request)) return refuseMovedOn(request);
  const late = await refuseLate(deps, request);
  if (late !== undefined) return late;
  const unusable = await refusePlaces(deps.team, request.asked.entry, askedIn(request));
  if (unusable !== undefined) return unusable;
  const checked = await recheckRequest(deps, request, 'current');
  if (isStale(checked)) return proposeVoid(deps, request, checked);
  const reading = await readPerson(deps.team, click.person, listsOf(checked.entry));
  const refusal = refuseRequesting(checked.entry, reading) ?? refuseChannel(checked.entry, askedIn(request));
  if (refusal !== undefined) return refusal;
  const freeze = await findFreeze(deps, checked.entry);
  if (freeze !== undefined) return refuseFrozen(checked.entry, freeze);
  const guarded = await checkGuards(deps, request);
  if (guarded instanceof Refusal) return guarded;
  if (guarded !== undefined) {
    await deps.requests.move(request, leaveFor(request, guarded, new Date(deps.clock.now())));
    return guarded;
  }
  const through = requestsThrough(checked.entry, reading) ?? 'requester';
  const decision = newDecision(deps, 'run_it', click.person, { through, groups: reading.groups });
  const move: Move = {
    ...startOf(deps, request),
    decision,
    audit: auditOfDecision(request, decision, reading.standing),
    lastCheck: checkDecision(deps, request, checked.entry),
    guard: guardOf(deps, request),
  };
  return propose(move, (started) => started);
}

function startOf(deps: RecheckDeps & DecisionDeps, request: ActionRequest): Omit<Move, 'audit'> {
  const milestones = isAskedElsewhere(request) ? [{ kind: 'posted_elsewhere' } as const] : [];
  const { entry } = request.asked;
  const { approval, startWithin } = entry;
  const now = deps.clock.now();
  const startedAt = new Date(now);
  const firstStep = new Date(now + MESSAGE_HEAD_START);
  const preview = entry.preview ? ({ stage: 'due' } as const) : undefined;
  const previewing = preview === undefined ? [] : [{ work: 'create_preview', at: firstStep } as const];
  if (approval.required.length > 0) {
    const limit = setDeadline(now, approval.expires);
    return {
      event: 'run_it_with_approvals',
      change: { startedAt, ...limit.change, ...(preview && { preview }) },
      due: [...previewing, ...limit.due, ...dueAtNextFreeze(deps, entry, limit.change.deadline)],
      milestones,
    };
  }
  const limit = setDeadline(now, startWithin);
  return {
    event: 'run_it',
    change: { startedAt, approvedAt: startedAt, ...limit.change, ...(preview && { preview }) },
    due: [
      ...(preview === undefined ? [{ work: 'create_run', at: firstStep } as const] : previewing),
      ...limit.due,
      ...dueAtNextFreeze(deps, entry, limit.change.deadline),
    ],
    milestones,
  };
}
