import { type Entry, isRehearsal } from '../../domain/entry.ts';
import type { EndingReason } from '../../domain/outcome.ts';
import type { PersonId } from '../../domain/person.ts';
import { findDifference } from '../../domain/planned-run.ts';
import type { ActionRequest, WaitingForPerson } from '../../domain/request.ts';
import { listsOf, refuseConfirming } from '../../domain/rights.ts';
import type { Run } from '../../domain/run.ts';
import { whoMayNoLonger } from '../creating/create-run.ts';
import { countInvocations } from '../ending/count-invocations.ts';
import { endIfFrozen } from '../ending/end-frozen.ts';
import { decideEnding } from '../ending/end-run.ts';
import {
  ATTEMPTS,
  CARRIED_OUT_WITHIN,
  HeldTooLate,
  type LastCheck,
  lastCheck,
  OlderAllowlist,
} from '../guarding/last-check.ts';
import { underOneAllowlist } from '../guarding/pin-allowlist.ts';
import { readParties, readPerson } from '../guarding/read-rights.ts';
import type { RunDeps } from '../guarding/recheck-request.ts';
import { type Held, holdRequest, isLost, mayGoAhead } from '../guarding/recheck-request.ts';
import { RefusedToAct } from '../ports/hcp-terraform.ts';
import type { Move } from '../ports/request-store.ts';
import { expireRequest } from '../waiting/expire-request.ts';
import { waitForPerson } from '../waiting/wait-for-person.ts';

/** An accepted confirmation is only queued; a run that still waits for it so long after is confirmed again (milliseconds). */
const CONFIRM_AGAIN_AFTER = 10_000;

/** A run that says it can be confirmed, and whose confirmation is answered with 409 for so long, is given to a person (milliseconds). */
const REFUSED_FOR = 60_000;

/** A planned run that may be confirmed, as far as was known when it was held. */
interface Confirmable {
  readonly request: ActionRequest;
  readonly run: Run;
  readonly held: Held;
  readonly invocations: number | undefined;
}

/**
 * Confirms the planned run once everything holds: it is the run that was approved, it invokes what the allowlist allows,
 * and those who asked and approved still may. Otherwise it is discarded, or waits for a person. What was held too long
 * ago when the call has its turn in the rate limit is held anew.
 */
export async function confirmRun(deps: RunDeps, first: ActionRequest): Promise<void> {
  let request: ActionRequest | undefined = first;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (!isToBeConfirmed(request, deps.clock.now())) return;
    const confirmable = await holdConfirmable(underOneAllowlist(deps), request);
    if (confirmable === undefined) return;
    const { held } = confirmable;
    const deadline = request.confirmedAt === undefined ? request.deadline : undefined;
    const check = lastCheck(deps, held, { freezes: held.glass ? 'pass' : 'stop', deadline });
    if (await sendConfirmation(deps, confirmable, check)) return;
    if (check.hindrance() === 'older_allowlist') throw new OlderAllowlist(held.allowlist, check.newest());
    request = await deps.record.find(first.id);
  }
  throw new HeldTooLate(`The planned run of request ${first.id}`);
}

/** A confirmation is not repeated while HCP Terraform may still have it in its queue, nor once the run is to be ended. */
function isToBeConfirmed(request: ActionRequest | undefined, now: number): request is ActionRequest {
  if (request?.state !== 'running' || request.ending !== undefined) return false;
  if (request.waiting !== undefined && request.waiting.because !== 'hcp_terraform' && request.confirmedAt === undefined)
    return false;
  return request.confirmSentAt === undefined || now - request.confirmSentAt.getTime() >= CONFIRM_AGAIN_AFTER;
}

async function holdConfirmable(deps: RunDeps, request: ActionRequest): Promise<Confirmable | undefined> {
  const { entry } = request.frozen;
  const end = async (state: 'discarded' | 'voided', because: EndingReason): Promise<undefined> => {
    await decideEnding(deps, request, state, because);
    return undefined;
  };
  const now = deps.clock.now();
  if (request.confirmedAt === undefined && request.deadline !== undefined && request.deadline.getTime() <= now) {
    await expireRequest(deps, request.id);
    return undefined;
  }
  const run = await deps.terraform.readRunToAct(entry, request.runId ?? '');
  if (run === undefined || !run.actions.confirmable) return undefined;
  const difference = findDifference(request, run);
  if (difference !== undefined) return end('discarded', { kind: 'run_differs', difference });
  if (isRehearsal(entry)) return end('discarded', { kind: 'never_confirmed' });
  const { invocations, excess } = await countInvocations(deps, request, run);
  if (excess !== undefined) return end('discarded', { kind: 'run_not_allowed', difference: excess });
  const held = await holdRequest(deps, request, 'of_the_run');
  if (isLost(held)) return end('voided', { kind: 'stale', because: held.because });
  if (!mayGoAhead(held)) return end('voided', { kind: 'stale', because: whoMayNoLonger(request) });
  if (await endIfFrozen(deps, request, held.glass)) return undefined;
  const stranger = await whoMayNoLongerConfirm(deps, request, held.entry);
  if (stranger !== undefined) return end('voided', { kind: 'confirmer_lost_right', person: stranger });
  const because = needsPerson(request, run, invocations);
  if (because === undefined) return { request, run, held, invocations };
  await waitForPerson(deps, request, because, invocations);
  return undefined;
}

/** Why the bot does not confirm the run by itself. */
function needsPerson(
  { frozen, confirmedAt }: ActionRequest,
  run: Run,
  invocations: number | undefined,
): Exclude<WaitingForPerson['because'], 'hcp_terraform'> | undefined {
  if (!run.permissions.apply) return 'token_cannot_apply';
  if (confirmedAt !== undefined) return undefined;
  if (invocations === undefined) return 'invocations_unknown';
  return frozen.entry.apply === 'by_hand' ? 'by_hand' : undefined;
}

/** Between the press and the call there can be hours in which HCP Terraform could not be asked. */
async function whoMayNoLongerConfirm(
  deps: RunDeps,
  request: ActionRequest,
  entry: Entry,
): Promise<PersonId | undefined> {
  const { confirmedBy } = request;
  if (confirmedBy === undefined || confirmedBy === 'bot') return undefined;
  const [reading, parties] = await Promise.all([
    readPerson(deps.team, confirmedBy, listsOf(entry)),
    readParties(deps.team, request),
  ]);
  return refuseConfirming(entry, parties, reading) === undefined ? undefined : confirmedBy;
}

/**
 * Only the stored id is ever confirmed. The decision is on the record before the call, so that a crash between the two is
 * made good by making the call again; a second confirmation is answered with 409 and harms nothing. Gives false where
 * nothing was sent.
 */
async function sendConfirmation(deps: RunDeps, confirmable: Confirmable, check: LastCheck): Promise<boolean> {
  const { frozen, runId = '' } = confirmable.request;
  let { request } = confirmable;
  const decide = async (): Promise<string | undefined> => {
    const move = confirming(deps, { ...confirmable, request });
    const began = deps.clock.now();
    const decided = await deps.record.move(request, { ...move, lastCheck: check.passes });
    request = decided ?? request;
    // Left out, the call counts as lost, and the run is held and confirmed again.
    if (deps.clock.now() - began > CARRIED_OUT_WITHIN) return undefined;
    return decided === undefined ? undefined : commentOn(decided);
  };
  const answer = await deps.terraform.confirmRun(frozen.entry, runId, decide);
  if (answer === 'not_sent') return false;
  if (answer !== 'accepted' && answer !== 'not_allowed') throw new RefusedToAct('confirm', confirmable.run, answer);
  await keepAnswer(deps, request, runId, answer);
  return true;
}

/**
 * A 409 mostly means that the confirmation before it is already in the queue. A lasting one has another reason, which HCP
 * Terraform does not say.
 */
async function keepAnswer(
  deps: RunDeps,
  request: ActionRequest,
  runId: string,
  answer: 'accepted' | 'not_allowed',
): Promise<void> {
  const now = new Date(deps.clock.now());
  const since = answer === 'not_allowed' ? (request.confirmRefusedSince ?? now) : null;
  if (since !== null && now.getTime() - since.getTime() >= REFUSED_FOR)
    return waitForPerson(deps, request, 'confirm_refused');
  const audit = { kind: 'run.confirmed', request: request.id, actor: 'bot', facts: { run: runId, answer } } as const;
  // Whoever was first has moved the request on, and then the next answer counts.
  const change = { confirmRefusedSince: since };
  if ((request.confirmRefusedSince ?? null) !== since)
    if ((await deps.record.move(request, { event: 'note', change, audit })) !== undefined) return;
  await deps.record.note(audit);
}

function confirming(deps: RunDeps, { request, held, invocations }: Confirmable): Move {
  const now = new Date(deps.clock.now());
  const { confirmedAt = now, confirmedBy = 'bot', runId = null } = request;
  return {
    event: 'note',
    change: {
      ...{ confirmedAt, confirmedBy, confirmSentAt: now, plannedInvocations: invocations ?? null },
      ...{ waiting: null, deadline: null },
    },
    audit: {
      kind: 'run.confirming',
      request: request.id,
      actor: confirmedBy,
      facts: {
        run: runId,
        digest: request.digest,
        invocations: invocations ?? null,
        allowlist: held.allowlist,
      },
    },
    milestones: request.confirmedAt === undefined ? [{ kind: 'planned', invocations }] : [],
  };
}

function commentOn(request: ActionRequest): string {
  const approvers = request.decisions.filter(({ kind }) => kind === 'approve').map(({ person }) => person);
  const by = request.confirmedBy === 'bot' ? 'tf-action' : `Slack person ${request.confirmedBy}`;
  return `Confirmed by ${by} for request ${request.token}${approvers.length > 0 ? `, approved by ${approvers.join(', ')}` : ''}.`;
}
