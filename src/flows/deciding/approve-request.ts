import { countApprovals, isApproved } from '../../domain/approval.ts';
import { idsOf, isSamePerson, type PersonId, type PersonIds } from '../../domain/person.ts';
import { awaitsPreview } from '../../domain/preview.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { approvesThrough, listsOf, refuseApproving } from '../../domain/rights.ts';
import { findFreeze, refuseFrozen } from '../guarding/find-freeze.ts';
import { findPressedRequest, isPressedDirectly, type Press, refuseMovedOn } from '../guarding/find-pressed-request.ts';
import { checkDecision } from '../guarding/last-check.ts';
import { readIds, readPerson, readUsableChannel } from '../guarding/read-rights.ts';
import { type Held, type HoldDeps, holdRequest, isLost } from '../guarding/recheck-request.ts';
import type { Move } from '../ports/request-store.ts';
import { auditOfDecision, type DecisionDeps, newDecision, recordRefusal } from '../record/record-decision.ts';
import { refuseLate } from '../waiting/refuse-late.ts';
import { setDeadline } from '../waiting/set-deadline.ts';
import { refuseVoided, tryToVoid } from '../waiting/void-request.ts';
import { dueAtNextFreeze, holdFrozen } from '../waiting/wait-for-freeze.ts';

/** A person presses Approve. When two press in the same instant, the one who is second is counted on what the first left. */
export async function approveRequest(deps: HoldDeps & DecisionDeps, press: Press): Promise<ActionRequest | Refusal> {
  for (;;) {
    const answer = await tryApproving(deps, press);
    if (answer instanceof Refusal) return recordRefusal(deps, 'approve', press, answer);
    if (answer !== undefined) return answer;
  }
}

/** `undefined`: somebody else moved the request meanwhile, so it is looked at again. */
async function tryApproving(deps: HoldDeps & DecisionDeps, press: Press): Promise<ActionRequest | Refusal | undefined> {
  const request = await findPressedRequest(deps, press);
  if (request instanceof Refusal) return request;
  if (request.state !== 'awaiting_approval') return refuseMovedOn(request);
  const channel = isPressedDirectly(request, press) ? undefined : await readUsableChannel(deps.team, request.channel);
  if (channel instanceof Refusal) return channel;
  const refusal = await refusePerson(deps, request, press.person);
  if (refusal !== undefined) return refusal;
  const late = await refuseLate(deps, request);
  if (late !== undefined) return late;
  if (awaitsPreview(request)) return refuseUnpreviewed();
  const held = await holdRequest(deps, request, 'current');
  if (isLost(held)) {
    if ((await tryToVoid(deps, request, held)) === undefined) return undefined;
    return refuseVoided(held);
  }
  const freeze = await findFreeze(deps, held.entry);
  if (freeze !== undefined) {
    await holdFrozen(deps, request.id);
    return refuseFrozen(held.entry, freeze);
  }
  const reading = await readPerson(deps.team, press.person, listsOf(held.entry));
  const through = approvesThrough(held.entry, reading);
  if (through === undefined) return refuseApproving(held.entry, request.requester, reading);
  const person = idsOf(reading.standing);
  const decision = newDecision(deps, 'approve', press.person, { through, groups: reading.groups });
  return deps.record.move(request, {
    ...countIn(deps, held, person, press.person),
    decision,
    audit: auditOfDecision('request.approved', request, decision, reading.standing),
    lastCheck: checkDecision(deps, request, held.entry),
  });
}

const refuseUnpreviewed = (): Refusal =>
  new Refusal(
    'preview_not_known',
    'The preview of this request is not ready yet, so nobody can approve it.',
    'When it is ready, the request message shows it, and the button Approve.',
  );

/** Rights first, by the entry that was shown: somebody who may not approve learns that, and voids nothing. */
async function refusePerson(deps: HoldDeps, request: ActionRequest, person: string): Promise<Refusal | undefined> {
  const approvers = request.decisions.filter(({ kind }) => kind === 'approve').map((decision) => decision.person);
  const [reading, requester, ...earlier] = await Promise.all([
    readPerson(deps.team, person, listsOf(request.frozen.entry)),
    readIds(deps.team, request.requester),
    ...approvers.map((approver) => readIds(deps.team, approver)),
  ]);
  const refusal = refuseApproving(request.frozen.entry, requester, reading);
  if (refusal !== undefined) return refusal;
  return earlier.some((approver) => isSamePerson(approver, idsOf(reading.standing)))
    ? new Refusal('already_decided', 'You approved this already.', 'The request message says who is still to approve.')
    : undefined;
}

function countIn(deps: HoldDeps & DecisionDeps, held: Held, ids: PersonIds, person: PersonId): Omit<Move, 'audit'> {
  const progress = countApprovals(held.entry, [...held.counting, ids], held.groups);
  const approved = isApproved(progress);
  const milestones = [{ kind: 'approved_by', person, waitingForMore: !approved } as const];
  if (!approved) return { event: 'approve', change: { progress }, milestones };
  const now = deps.clock.now();
  const limit = setDeadline(now, held.entry.startWithin);
  return {
    event: 'approve_last',
    change: { progress, approvedAt: new Date(now), ...limit.change, heldBy: null },
    due: [
      { work: 'create_run', at: new Date(now) },
      ...limit.due,
      ...dueAtNextFreeze(deps, held.entry, limit.change.deadline),
    ],
    milestones,
  };
}
