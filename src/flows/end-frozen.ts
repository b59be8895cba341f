import type { ActionRequest } from '../domain/request.ts';
import { decideEnding } from './end-run.ts';
import { findFreeze, sayFreeze } from './find-freeze.ts';
import type { FollowDeps } from './follow-run.ts';

/**
 * A freeze that began since ends a run that was not confirmed, as it must neither be confirmed nor hold its workspace's
 * queue until the freeze is over. Says whether it did; broken glass goes through.
 */
export async function endIfFrozen(deps: FollowDeps, request: ActionRequest): Promise<boolean> {
  if (request.brokenGlass !== undefined || request.confirmSentAt !== undefined || request.ending !== undefined)
    return false;
  const freeze = await findFreeze(deps, request.frozen.entry);
  if (freeze === undefined) return false;
  await decideEnding(deps, request, 'discarded', `It is frozen by ${sayFreeze(freeze)}`);
  return true;
}
