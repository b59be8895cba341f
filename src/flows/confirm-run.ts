import { type Entry, isRehearsal } from '../domain/entry.ts';
import type { PersonId } from '../domain/person.ts';
import { findDifference } from '../domain/planned-run.ts';
import type { ActionRequest, WaitingForPerson } from '../domain/request.ts';
import { listsOf, refuseConfirming } from '../domain/rights.ts';
import type { Run } from '../domain/run.ts';
import { countInvocations } from './count-invocations.ts';
import { whoMayNoLonger } from './create-run.ts';
import { endIfFrozen } from './end-frozen.ts';
import { decideEnding } from './end-run.ts';
import type { FollowDeps } from './follow-run.ts';
import { RefusedToAct } from './hcp-terraform.ts';
import { holdRequest, isLost, mayGoAhead } from './hold-request.ts';
import { readPerson } from './read-rights.ts';
import { setDeadline } from './set-deadline.ts';

/** An accepted confirmation is only queued; a run that still waits for it so long after is confirmed again (milliseconds). */
const CONFIRM_AGAIN_AFTER = 10_000;

/**
 * Confirms the planned run once everything holds: it is the run that was approved, it invokes what the allowlist allows,
 * and those who asked and approved still may. Otherwise it is discarded, or waits for a person.
 */
export async function confirmRun(deps: FollowDeps, request: ActionRequest): Promise<void> {
  const { entry } = request.frozen;
  const sent = request.confirmSentAt?.getTime();
  if (sent !== undefined && deps.clock.now() - sent < CONFIRM_AGAIN_AFTER) return;
  const run = await deps.terraform.readRunToAct(entry, request.runId ?? '');
  if (run === undefined || !run.actions.confirmable) return;
  const difference = findDifference(request, run);
  if (difference !== undefined) return decideEnding(deps, request, 'discarded', { kind: 'run_differs', difference });
  if (isRehearsal(entry)) return decideEnding(deps, request, 'discarded', { kind: 'never_confirmed' });
  const { invocations, excess } = await countInvocations(deps, request, run);
  if (excess !== undefined)
    return decideEnding(deps, request, 'discarded', { kind: 'run_not_allowed', difference: excess });
  const held = await holdRequest(deps, request, 'of_the_run');
  if (isLost(held)) return decideEnding(deps, request, 'voided', { kind: 'stale', because: held.because });
  if (!mayGoAhead(held))
    return decideEnding(deps, request, 'voided', { kind: 'stale', because: whoMayNoLonger(request) });
  if (await endIfFrozen(deps, request, held.glass)) return;
  const stranger = await whoMayNoLongerConfirm(deps, request, held.entry);
  if (stranger !== undefined) {
    return decideEnding(deps, request, 'voided', { kind: 'confirmer_lost_right', person: stranger });
  }
  if (!run.permissions.apply) return waitForPerson(deps, request, 'token_cannot_apply');
  if (request.confirmedAt === undefined) {
    if (invocations === undefined) return waitForPerson(deps, request, 'invocations_unknown');
    if (entry.apply === 'by_hand') return waitForPerson(deps, request, 'by_hand', invocations);
  }
  const decided = await decideToConfirm(deps, request, invocations);
  if (decided !== undefined) await sendConfirmation(deps, decided, run);
}

/** Between the press and the call there can be hours in which HCP Terraform could not be asked. */
async function whoMayNoLongerConfirm(
  deps: FollowDeps,
  request: ActionRequest,
  entry: Entry,
): Promise<PersonId | undefined> {
  const { confirmedBy } = request;
  if (confirmedBy === undefined || confirmedBy === 'bot') return undefined;
  const reading = await readPerson(deps.team, confirmedBy, listsOf(entry));
  return refuseConfirming(entry, request, reading) === undefined ? undefined : confirmedBy;
}

/** A planned run holds its workspace's queue, so a person gets only so long to move it on. */
async function waitForPerson(
  deps: FollowDeps,
  request: ActionRequest,
  because: Exclude<WaitingForPerson['because'], 'hcp_terraform'>,
  invocations?: number,
): Promise<void> {
  if (request.waiting?.because === because) return;
  const now = deps.clock.now();
  const limit = setDeadline(now, request.frozen.entry.confirmWithin);
  await deps.record.move(request, {
    event: 'note',
    change: { waiting: { since: new Date(now), because }, plannedInvocations: invocations ?? null, ...limit.change },
    audit: { kind: 'run.waits_for_person', request: request.id, actor: 'bot', facts: { because } },
    due: limit.due,
    milestones: [{ kind: 'planned', invocations }, { kind: 'waiting_for_person' }],
  });
}

/** The decision is on the record before the call, so that a crash between the two is made good by making the call again. */
async function decideToConfirm(
  deps: FollowDeps,
  request: ActionRequest,
  invocations: number | undefined,
): Promise<ActionRequest | undefined> {
  const confirmedBy = request.confirmedBy ?? 'bot';
  const first = request.confirmedAt === undefined;
  return deps.record.move(request, {
    event: 'note',
    change: {
      confirmedAt: request.confirmedAt ?? new Date(deps.clock.now()),
      confirmedBy,
      plannedInvocations: invocations ?? null,
      waiting: null,
      deadline: null,
    },
    audit: {
      kind: 'run.confirming',
      request: request.id,
      actor: confirmedBy,
      facts: {
        run: request.runId ?? null,
        digest: request.digest,
        invocations: invocations ?? null,
        allowlist: deps.allowlist().hash,
      },
    },
    milestones: first ? [{ kind: 'planned', invocations }] : [],
  });
}

/** Only the stored id is ever confirmed. A second confirmation is answered with 409 and harms nothing. */
async function sendConfirmation(deps: FollowDeps, request: ActionRequest, run: Run): Promise<void> {
  const approvers = request.decisions.filter(({ kind }) => kind === 'approve').map(({ person }) => person);
  const by = request.confirmedBy === 'bot' ? 'tf-action' : `Slack person ${request.confirmedBy}`;
  const comment = `Confirmed by ${by} for request ${request.token}${approvers.length > 0 ? `, approved by ${approvers.join(', ')}` : ''}.`;
  const answer = await deps.terraform.confirmRun(request.frozen.entry, request.runId ?? '', comment);
  if (answer !== 'accepted' && answer !== 'not_allowed') throw new RefusedToAct('confirm', run, answer);
  await deps.record.move(request, {
    event: 'note',
    change: { confirmSentAt: new Date(deps.clock.now()) },
    audit: { kind: 'run.confirmed', request: request.id, actor: 'bot', facts: { run: request.runId ?? null, answer } },
  });
}
