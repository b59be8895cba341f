import { BUTTONS } from '../../domain/buttons.ts';
import { type Entry, isRehearsal } from '../../domain/entry.ts';
import type { EndingReason } from '../../domain/outcome.ts';
import type { PersonId } from '../../domain/person.ts';
import { findDifference } from '../../domain/planned-run.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { listsOf } from '../../domain/rights.ts';
import type { Run } from '../../domain/run.ts';
import { isOutOfTime } from '../../domain/time-limit.ts';
import { whoMayNoLonger } from '../creating/create-run.ts';
import { countInvocations } from '../ending/count-invocations.ts';
import { endIfFrozen } from '../ending/end-frozen.ts';
import { decideEnding } from '../ending/end-run.ts';
import {
  ATTEMPTS,
  CARRIED_OUT_WITHIN,
  type LastCheck,
  lastCheck,
  NeverFresh,
  OlderAllowlist,
} from '../guarding/last-check.ts';
import { pinAllowlist } from '../guarding/pin-allowlist.ts';
import { readParties, readPerson } from '../guarding/read-rights.ts';
import type { RunDeps } from '../guarding/recheck-request.ts';
import { isStale, mayGoAhead, type Rechecked, recheckRequest } from '../guarding/recheck-request.ts';
import { RefusedToAct } from '../ports/hcp-terraform.ts';
import type { Move } from '../ports/request-store.ts';
import { expireRequest } from '../waiting/expire-request.ts';
import { NOTHING_TO_DO } from '../waiting/track-outage.ts';
import { waitForPerson } from '../waiting/wait-for-person.ts';
import { keepConfirmationAnswer } from './keep-confirmation-answer.ts';

/**
 * HCP Terraform only queues an accepted confirmation. If the run still waits after this time, it is confirmed again
 * (milliseconds).
 */
const CONFIRM_AGAIN_AFTER = 10_000;

/** A planned run that may be confirmed, as of its last check. */
interface Confirmable {
  readonly request: ActionRequest;
  readonly run: Run;
  readonly checked: Rechecked;
  readonly invocations: number | undefined;
}

/**
 * Confirms the planned run if every check passes: it is the approved run, it invokes no more than the allowlist allows,
 * and the people who asked and approved still may. Otherwise the run is discarded or waits for a person. If the checks
 * are too old when the rate limit has a slot, they are repeated.
 */
export async function confirmRun(deps: RunDeps, first: ActionRequest): Promise<typeof NOTHING_TO_DO | undefined> {
  if (mayStillArrive(first, deps.clock.now())) return NOTHING_TO_DO;
  let request: ActionRequest | undefined = first;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (!isToBeConfirmed(request) || mayStillArrive(request, deps.clock.now())) return undefined;
    const confirmable = await recheckConfirmable(pinAllowlist(deps), request);
    if (confirmable === undefined) return undefined;
    const { checked } = confirmable;
    const { deadline } = request;
    const check = lastCheck(deps, checked, { freezes: checked.glass ? 'pass' : 'stop', deadline });
    if (await sendConfirmation(deps, confirmable, check)) return undefined;
    if (check.hindrance() === 'older_allowlist') throw new OlderAllowlist(checked.allowlist, check.newest());
    request = await deps.requests.find(first.id);
  }
  throw new NeverFresh(`The planned run of request ${first.id}`);
}

/** A confirmation is not repeated while it may still be queued at HCP Terraform. */
const mayStillArrive = ({ confirmSentAt }: ActionRequest, now: number): boolean =>
  confirmSentAt !== undefined && now - confirmSentAt.getTime() < CONFIRM_AGAIN_AFTER;

function isToBeConfirmed(request: ActionRequest | undefined): request is ActionRequest {
  if (request?.state !== 'running' || request.ending !== undefined) return false;
  const { confirmedAt, waiting } = request;
  return waiting === undefined || waiting.because === 'hcp_terraform' || confirmedAt !== undefined;
}

async function recheckConfirmable(deps: RunDeps, request: ActionRequest): Promise<Confirmable | undefined> {
  const { entry } = request.asked;
  const end = async (state: 'discarded' | 'voided', because: EndingReason): Promise<undefined> => {
    await decideEnding(deps, request, state, because);
    return undefined;
  };
  if (isOutOfTime(request, deps.clock.now())) {
    await expireRequest(deps, request.id);
    return undefined;
  }
  const { runId = '', run: known } = request;
  const run = await deps.terraform.readRunToAct(entry, runId);
  if (run === undefined) throw new RefusedToAct('confirm', { id: runId, status: known?.status ?? '' }, 'forbidden');
  if (!run.actions.confirmable) return undefined;
  const difference = findDifference(request, run);
  if (difference !== undefined) return end('discarded', { kind: 'run_differs', difference });
  if (isRehearsal(entry)) return end('discarded', { kind: 'never_confirmed' });
  const { invocations, excess } = await countInvocations(deps, request, run);
  if (excess !== undefined) return end('discarded', { kind: 'run_not_allowed', difference: excess });
  const checked = await recheckRequest(deps, request, 'of_the_run');
  if (isStale(checked)) return end('voided', { kind: 'stale', because: checked.because });
  if (!mayGoAhead(checked)) return end('voided', { kind: 'stale', because: whoMayNoLonger(request) });
  if (await endIfFrozen(deps, request, checked.glass)) return undefined;
  const stranger = await whoMayNoLongerConfirm(deps, request, checked.entry);
  if (stranger !== undefined) return end('voided', { kind: 'confirmer_lost_right', person: stranger });
  const because = needsPerson(request, run, invocations);
  if (because === undefined) return { request, run, checked, invocations };
  await waitForPerson(deps, request, because, { invocations });
  return undefined;
}

/** Why the bot does not confirm the run itself. A call that was already sent is judged by its answers. */
function needsPerson(
  { asked, confirmedAt, confirmSentAt }: ActionRequest,
  run: Run,
  invocations: number | undefined,
): 'token_cannot_apply' | 'invocations_unknown' | 'by_hand' | undefined {
  if (!run.permissions.apply && confirmSentAt === undefined) return 'token_cannot_apply';
  if (confirmedAt !== undefined) return undefined;
  if (invocations === undefined) return 'invocations_unknown';
  return asked.entry.apply === 'by_hand' ? 'by_hand' : undefined;
}

/** If HCP Terraform was away, hours can pass between the click and the call. */
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
  return BUTTONS.confirm.refuse({ entry, ...parties, reading }) === undefined ? undefined : confirmedBy;
}

/**
 * Only the stored run id is ever confirmed. The decision is recorded before the call; after a crash between the two,
 * the call is made again, and HCP Terraform answers a second confirmation with a harmless 409. Returns false if nothing
 * was sent.
 */
async function sendConfirmation(deps: RunDeps, confirmable: Confirmable, check: LastCheck): Promise<boolean> {
  const { asked, runId = '' } = confirmable.request;
  let { request } = confirmable;
  const decide = async (): Promise<string | undefined> => {
    const move = confirming(deps, { ...confirmable, request });
    const began = deps.clock.now();
    const decided = await deps.requests.move(request, { ...move, lastCheck: check.passes });
    request = decided ?? request;
    // If this is missing, the call counts as lost, and the run is checked and confirmed again.
    if (deps.clock.now() - began > CARRIED_OUT_WITHIN) return undefined;
    return decided === undefined ? undefined : commentOn(decided);
  };
  const answer = await deps.terraform.confirmRun(asked.entry, runId, decide);
  if (answer === 'not_sent') return false;
  await keepConfirmationAnswer(deps, request, confirmable.run, answer);
  return true;
}

function confirming(deps: RunDeps, { request, checked, invocations }: Confirmable): Move {
  const now = new Date(deps.clock.now());
  const { confirmedAt = now, confirmedBy = 'bot', runId = null } = request;
  return {
    event: 'note',
    change: {
      ...{ confirmedAt, confirmedBy, confirmSentAt: now, plannedInvocations: invocations ?? null },
      waiting: null,
    },
    audit: {
      kind: 'run.confirming',
      request: request.id,
      actor: confirmedBy,
      facts: {
        run: runId,
        digest: request.digest,
        invocations: invocations ?? null,
        allowlist: checked.allowlist,
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
