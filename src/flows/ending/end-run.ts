import type { EndingReason } from '../../domain/outcome.ts';
import type { ActionRequest, Ending } from '../../domain/request.ts';
import type { Run } from '../../domain/run.ts';
import { isFinal, phaseOfRun } from '../../domain/run-status.ts';
import { endingAs, milestoneOf, reasonOf, sayEnding } from '../../domain/say-ending.ts';
import { plainText } from '../../domain/sentence.ts';
import { ATTEMPTS, HeldTooLate } from '../guarding/last-check.ts';
import type { RunDeps } from '../guarding/recheck-request.ts';
import { type HcpTerraform, RefusedToAct } from '../ports/hcp-terraform.ts';
import { FRESH_FOR } from '../ports/slack-readings.ts';

/** Decides that the run has to end without being applied, and begins to end it. */
export async function decideEnding(
  deps: RunDeps,
  request: ActionRequest,
  state: Ending['state'],
  why: EndingReason,
): Promise<void> {
  const ending = endingAs(state, why);
  const decided = await deps.record.move(request, {
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
 * Discards the run where it can be discarded, else cancels it. A run that was read too long ago when the call has its turn
 * in the rate limit is read anew. The request settles by the next reading, since HCP Terraform only queues what it is
 * told.
 */
export async function endRun(deps: RunDeps, request: ActionRequest): Promise<void> {
  const { entry } = request.frozen;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const run = await deps.terraform.readRunToAct(entry, request.runId ?? '');
    const readAt = deps.clock.now();
    if (run === undefined || isFinal(phaseOfRun(run))) return followSoon(deps, request);
    const act = chooseEnd(deps, request, run);
    if (act === undefined) return followSoon(deps, request);
    const decide = async (): Promise<string | undefined> =>
      deps.clock.now() - readAt > FRESH_FOR ? undefined : commentOn(request);
    const answer = await act(entry, run.id, decide);
    if (answer === 'not_sent') continue;
    if (answer !== 'accepted' && answer !== 'not_allowed') throw new RefusedToAct('end', run, answer);
    return followSoon(deps, request);
  }
  throw new HeldTooLate(`The end of run ${request.runId}`);
}

function commentOn({ ending, token }: ActionRequest): string {
  const why = ending === undefined ? 'Ended' : plainText(sayEnding(reasonOf(ending)));
  return `${why} (request ${token})`;
}

function chooseEnd(
  { terraform }: RunDeps,
  { ending }: ActionRequest,
  run: Run,
): HcpTerraform['discardRun'] | undefined {
  const { actions } = run;
  const cancelFirst = ending?.state === 'canceled' && actions.cancelable;
  if (actions.discardable && !cancelFirst) return terraform.discardRun;
  // Somebody may have confirmed it in HCP Terraform meanwhile, and only Cancel run breaks off what is applying.
  const mayCancel = ending?.state === 'canceled' || phaseOfRun(run) !== 'applying';
  return actions.cancelable && mayCancel ? terraform.cancelRun : undefined;
}

const followSoon = (deps: RunDeps, request: ActionRequest): Promise<void> =>
  deps.record.enqueue(request, { work: 'follow_run', at: new Date(deps.clock.now() + 1_000) });
