import { countApprovals, isApproved } from '../../domain/approval.ts';
import { BUTTONS, works } from '../../domain/buttons.ts';
import { idsOf, isSamePerson, type PersonId, type PersonIds } from '../../domain/person.ts';
import { awaitsPreview } from '../../domain/preview.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { approvesThrough, listsOf } from '../../domain/rights.ts';
import { type Click, checkClick, isClickedDirectly, refuseMovedOn } from '../guarding/find-clicked-request.ts';
import { findFreeze, refuseFrozen } from '../guarding/find-freeze.ts';
import { checkDecision } from '../guarding/last-check.ts';
import { propose, type Step } from '../guarding/move-until-taken.ts';
import { readIds, readPerson, readUsableChannel } from '../guarding/read-rights.ts';
import { isStale, type RecheckDeps, type Rechecked, recheckRequest } from '../guarding/recheck-request.ts';
import type { Move } from '../ports/request-store.ts';
import { auditOfDecision, type DecisionDeps, decideByClick, newDecision } from '../record/record-decision.ts';
import { refuseLate } from '../waiting/refuse-late.ts';
import { setDeadline } from '../waiting/set-deadline.ts';
import { proposeVoid } from '../waiting/void-request.ts';
import { dueAtNextFreeze, waitForFreeze } from '../waiting/wait-for-freeze.ts';

/** A person clicks Approve. If two people click at once, the second one is counted on top of the first. */
export const approveRequest = (deps: RecheckDeps & DecisionDeps, click: Click): Promise<ActionRequest | Refusal> =>
  decideByClick(deps, 'approve', click, (read) => approveAsRead(deps, click, read));

async function approveAsRead(
  deps: RecheckDeps & DecisionDeps,
  click: Click,
  read: ActionRequest | undefined,
): Promise<Step<ActionRequest | Refusal>> {
  const request = await checkClick(deps, read, click);
  if (request instanceof Refusal) return request;
  if (!works('approve', request)) return refuseMovedOn(request);
  const channel = isClickedDirectly(request, click) ? undefined : await readUsableChannel(deps.team, request.channel);
  if (channel instanceof Refusal) return channel;
  const refusal = await refusePerson(deps, request, click.person);
  if (refusal !== undefined) return refusal;
  const late = await refuseLate(deps, request);
  if (late !== undefined) return late;
  if (awaitsPreview(request)) return refuseUnpreviewed();
  const checked = await recheckRequest(deps, request, 'current');
  if (isStale(checked)) return proposeVoid(deps, request, checked);
  const freeze = await findFreeze(deps, checked.entry);
  if (freeze !== undefined) {
    await waitForFreeze(deps, request.id);
    return refuseFrozen(checked.entry, freeze);
  }
  const reading = await readPerson(deps.team, click.person, listsOf(checked.entry));
  const through = approvesThrough(checked.entry, reading);
  if (through === undefined) {
    const { entry } = checked;
    return BUTTONS.approve.refuse({ entry, requester: request.requester, reading }) ?? refuseMovedOn(request);
  }
  const person = idsOf(reading.standing);
  const decision = newDecision(deps, 'approve', click.person, { through, groups: reading.groups });
  const move: Move = {
    ...countIn(deps, checked, person, click.person),
    decision,
    audit: auditOfDecision(request, decision, reading.standing),
    lastCheck: checkDecision(deps, request, checked.entry),
  };
  return propose(move, (approved) => approved);
}

const refuseUnpreviewed = (): Refusal =>
  new Refusal(
    'preview_not_known',
    'The preview of this request is not ready yet, so nobody can approve it.',
    'When it is ready, the button Approve appears in the request message.',
  );

/** Checks the right under the entry that was shown first, so that somebody who may not approve voids nothing. */
async function refusePerson(deps: RecheckDeps, request: ActionRequest, person: string): Promise<Refusal | undefined> {
  const approvers = request.decisions.filter(({ kind }) => kind === 'approve').map((decision) => decision.person);
  const [reading, requester, ...earlier] = await Promise.all([
    readPerson(deps.team, person, listsOf(request.asked.entry)),
    readIds(deps.team, request.requester),
    ...approvers.map((approver) => readIds(deps.team, approver)),
  ]);
  const refusal = BUTTONS.approve.refuse({ entry: request.asked.entry, requester, reading });
  if (refusal !== undefined) return refusal;
  return earlier.some((approver) => isSamePerson(approver, idsOf(reading.standing)))
    ? new Refusal('already_decided', 'You already approved this.', 'The request message says who still has to approve.')
    : undefined;
}

function countIn(
  deps: RecheckDeps & DecisionDeps,
  checked: Rechecked,
  ids: PersonIds,
  person: PersonId,
): Omit<Move, 'audit'> {
  const progress = countApprovals(checked.entry, [...checked.counting, ids], checked.groups);
  const approved = isApproved(progress);
  const milestones = [{ kind: 'approved_by', person, waitingForMore: !approved } as const];
  if (!approved) return { event: 'approve', change: { progress }, milestones };
  const now = deps.clock.now();
  const limit = setDeadline(now, checked.entry.startWithin);
  return {
    event: 'approve_last',
    change: { progress, approvedAt: new Date(now), ...limit.change, heldBy: null },
    due: [
      { work: 'create_run', at: new Date(now) },
      ...limit.due,
      ...dueAtNextFreeze(deps, checked.entry, limit.change.deadline),
    ],
    milestones,
  };
}
