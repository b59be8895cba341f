import type { EndingReason } from '../domain/outcome.ts';
import type { ActionRequest, Ending } from '../domain/request.ts';
import { isFinal, phaseOfRun } from '../domain/run-status.ts';
import { endingAs, milestoneOf, reasonOf, sayEnding } from '../domain/say-ending.ts';
import { plainText } from '../domain/sentence.ts';
import type { FollowDeps } from './follow-run.ts';
import { RefusedToAct } from './hcp-terraform.ts';

/** Decides that the run has to end without being applied, and begins to end it. */
export async function decideEnding(
  deps: FollowDeps,
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
 * Discards the run where it can be discarded, else cancels it. The request settles by the next reading, since HCP
 * Terraform only queues what it is told.
 */
export async function endRun(deps: FollowDeps, request: ActionRequest): Promise<void> {
  const { entry } = request.frozen;
  const run = await deps.terraform.readRunToAct(entry, request.runId ?? '');
  if (run === undefined || isFinal(phaseOfRun(run))) return followSoon(deps, request);
  const why = request.ending === undefined ? 'Ended' : plainText(sayEnding(reasonOf(request.ending)));
  const comment = `${why} (request ${request.token})`;
  const cancelFirst = request.ending?.state === 'canceled' && run.actions.cancelable;
  const answer =
    run.actions.discardable && !cancelFirst
      ? await deps.terraform.discardRun(entry, run.id, comment)
      : run.actions.cancelable
        ? await deps.terraform.cancelRun(entry, run.id, comment)
        : 'not_allowed';
  if (answer !== 'accepted' && answer !== 'not_allowed') throw new RefusedToAct('end', run, answer);
  await followSoon(deps, request);
}

const followSoon = (deps: FollowDeps, request: ActionRequest): Promise<void> =>
  deps.record.enqueue(request, { work: 'follow_run', at: new Date(deps.clock.now() + 1_000) });
