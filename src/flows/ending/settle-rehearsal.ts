import { findDifference } from '../../domain/planned-run.ts';
import type { ActionRequest } from '../../domain/request.ts';
import type { Run } from '../../domain/run.ts';
import type { RunDeps } from '../guarding/recheck-request.ts';
import { countInvocations, readPlanLogOf } from './count-invocations.ts';
import { settle } from './settle-run.ts';

/**
 * A rehearsal ends with its plan. Says what a real run would have done, or why it would have been ended, and that
 * nothing was invoked.
 */
export async function settleRehearsal(deps: RunDeps, request: ActionRequest, run: Run): Promise<void> {
  const { invocations, excess } = await countInvocations(deps, request, run);
  const difference = findDifference(request, run) ?? excess;
  const excerpt = difference === undefined ? undefined : (await readPlanLogOf(deps, request, run, 'always'))?.excerpt;
  await settle(deps, request, {
    event: 'verdict_not_invoked',
    ended:
      difference === undefined ? { kind: 'rehearsed', invocations } : { kind: 'rehearsed_not_allowed', difference },
    ...(excerpt === undefined ? {} : { excerpt }),
  });
}
