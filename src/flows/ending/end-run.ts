import { endAgainAfter, mayEnd } from '../../domain/end-again.ts';
import type { EndingReason } from '../../domain/outcome.ts';
import type { ActionRequest, Ending, EndSent } from '../../domain/request.ts';
import type { Run } from '../../domain/run.ts';
import { isFinal, isPastConfirmation, phaseOf, phaseOfRun } from '../../domain/run-status.ts';
import { endingAs, milestoneOf, reasonOf, sayEnding } from '../../domain/say-ending.ts';
import { plainText } from '../../domain/sentence.ts';
import { ATTEMPTS, CARRIED_OUT_WITHIN, NeverFresh } from '../guarding/last-check.ts';
import { moveUntilTaken, propose } from '../guarding/move-until-taken.ts';
import type { RunDeps } from '../guarding/recheck-request.ts';
import { RefusedToAct } from '../ports/hcp-terraform.ts';
import type { Move } from '../ports/request-store.ts';
import { FRESH_FOR } from '../ports/slack-readings.ts';
import { NOTHING_TO_DO } from '../waiting/track-outage.ts';

/** Decides that the run has to end without being applied, and starts ending it. */
export async function decideEnding(
  deps: RunDeps,
  request: ActionRequest,
  state: Ending['state'],
  why: EndingReason,
): Promise<void> {
  const ending = endingAs(state, why);
  const decided = await deps.requests.move(request, {
    event: 'note',
    change: { ending, deadline: null },
    audit: {
      kind: 'run.to_be_ended',
      request: request.id,
      actor: 'bot',
      facts: { as: state },
      texts: { because: plainText(sayEnding(why)) },
    },
    milestones: [milestoneOf(ending)],
  });
  if (decided !== undefined) await endRun(deps, decided);
}

/**
 * Discards the run if possible, otherwise cancels it. The call is recorded before it is sent, and repeated only if
 * nothing shows for a while that it was accepted. If the last reading is too old when the rate limit has a slot, the
 * run is read again. The request settles at a later poll, since HCP Terraform only queues the call.
 */
export async function endRun(deps: RunDeps, first: ActionRequest): Promise<typeof NOTHING_TO_DO | undefined> {
  let request: ActionRequest | undefined = first;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (request?.state !== 'running' || request.ending === undefined) return undefined;
    if (wasJustSent(request, deps.clock.now())) return NOTHING_TO_DO;
    const { runId = '', run: known } = request;
    const run = await deps.terraform.readRunToAct(request.asked.entry, runId);
    if (run === undefined) throw new RefusedToAct('end', { id: runId, status: known?.status ?? '' }, 'forbidden');
    if (isFinal(phaseOfRun(run))) return lookAgainSoon(deps, request);
    const act = chooseEnd(request, run);
    if (act === undefined || !mayEnd(act, run, request.endSent, deps.clock.now())) return NOTHING_TO_DO;
    if (await sendEnd(deps, request, run, act)) return lookAgainSoon(deps, request);
    request = await deps.requests.find(first.id);
  }
  throw new NeverFresh(`The end of run ${first.runId}`);
}

/** Nothing is sent this soon after the last call, so the run need not be read. */
const wasJustSent = ({ ending, endSent }: ActionRequest, now: number): boolean =>
  endSent !== undefined &&
  now - endSent.at.getTime() < endAgainAfter(endSent) &&
  // Cancel run may be clicked after a discard that came too late.
  !(ending?.state === 'canceled' && endSent.act === 'discard');

/** Returns false if nothing was sent. */
async function sendEnd(deps: RunDeps, first: ActionRequest, run: Run, act: EndSent['act']): Promise<boolean> {
  const readAt = deps.clock.now();
  let request = first;
  const decide = async (): Promise<string | undefined> => {
    const now = deps.clock.now();
    if (now - readAt > FRESH_FOR) return undefined;
    const decided = await deps.requests.move(request, sending(request, act, new Date(now)));
    if (decided === undefined) return undefined;
    request = decided;
    return deps.clock.now() - now > CARRIED_OUT_WITHIN ? undefined : commentOn(decided);
  };
  const call = act === 'discard' ? deps.terraform.discardRun : deps.terraform.cancelRun;
  const answer = await call(request.asked.entry, run.id, decide);
  if (answer === 'not_sent') return false;
  if (answer === 'accepted') await keepAccepted(deps, request.id);
  // A first 409 usually means that the run has just moved on.
  else if (answer !== 'not_allowed' || (request.endSent?.times ?? 0) > 1) throw new RefusedToAct('end', run, answer);
  return true;
}

function sending(request: ActionRequest, act: EndSent['act'], at: Date): Move {
  const { endSent, id, runId = null } = request;
  const times = endSent?.act === act ? endSent.times + 1 : 1;
  return {
    event: 'note',
    change: { endSent: { act, at, times } },
    audit: { kind: 'run.ending', request: id, actor: 'bot', facts: { run: runId, act, times } },
  };
}

function keepAccepted(deps: RunDeps, requestId: string): Promise<void> {
  return moveUntilTaken<void>(deps.requests, requestId, (request) => {
    if (request?.state !== 'running' || request.endSent === undefined) return undefined;
    const { endSent, runId = null } = request;
    return propose({
      event: 'note',
      change: { endSent: { ...endSent, accepted: true } },
      audit: { kind: 'run.end_accepted', request: requestId, actor: 'bot', facts: { run: runId, act: endSent.act } },
    });
  });
}

function commentOn({ ending, token }: ActionRequest): string {
  const why = ending === undefined ? 'Ended' : plainText(sayEnding(reasonOf(ending)));
  return `${why} (request ${token})`;
}

function chooseEnd({ ending }: ActionRequest, run: Run): EndSent['act'] | undefined {
  const { actions } = run;
  const cancelFirst = ending?.state === 'canceled' && actions.cancelable;
  if (actions.discardable && !cancelFirst) return 'discard';
  // Somebody may have confirmed it in HCP Terraform, and only Cancel run stops a run that is applying.
  const phase = phaseOf(run.status);
  const applies = phase === 'applying' || (phase === 'moving' && isPastConfirmation(run));
  return actions.cancelable && (ending?.state === 'canceled' || !applies) ? 'cancel' : undefined;
}

/** A hint, so that however often a run is ended only one poll follows. The watcher polls it as well. */
async function lookAgainSoon({ requests, clock }: RunDeps, request: ActionRequest): Promise<undefined> {
  await requests.enqueue(request, { work: 'follow_run', at: new Date(clock.now() + 1_000), isHint: true });
}
