import { describePlan } from '../domain/describe-plan.ts';
import { findDifference } from '../domain/planned-run.ts';
import type { ActionRequest } from '../domain/request.ts';
import type { Run } from '../domain/run.ts';
import { countInvocations, readPlanLogOf } from './count-invocations.ts';
import type { FollowDeps } from './follow-run.ts';
import { settle } from './settle-run.ts';

/** A rehearsal ends with its plan: what a real run would have done or been ended for, and that nothing was invoked. */
export async function settleRehearsal(deps: FollowDeps, request: ActionRequest, run: Run): Promise<void> {
  const { invocations, excess } = await countInvocations(deps, request, run);
  const fault = findDifference(request, run) ?? excess;
  const excerpt = fault === undefined ? undefined : (await readPlanLogOf(deps, request, run, 'always'))?.excerpt;
  const said =
    fault === undefined
      ? `by its plan the run ${describePlan(invocations)}`
      : `a real run would have been discarded: ${fault}`;
  await settle(deps, request, {
    event: 'verdict_not_invoked',
    outcome: `Rehearsed: ${said}. It was a plan-only run, so nothing was invoked.`,
    ...(excerpt === undefined ? {} : { excerpt }),
  });
}
