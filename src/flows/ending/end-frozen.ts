import type { ActionRequest } from '../../domain/request.ts';
import { isPastConfirmation } from '../../domain/run-status.ts';
import { whoMayNoLonger } from '../creating/create-run.ts';
import { findFreeze } from '../guarding/find-freeze.ts';
import type { RunDeps } from '../guarding/recheck-request.ts';
import { decideEnding } from './end-run.ts';

/**
 * Ends an unconfirmed run when a freeze has begun: it must not be confirmed, nor hold its workspace's queue until the
 * freeze ends. Returns whether it did. Broken glass passes; `glass` says whether it still counts, if that was checked.
 */
export async function endIfFrozen(
  deps: RunDeps,
  request: ActionRequest,
  glass = request.brokenGlass !== undefined,
): Promise<boolean> {
  const { ending, run } = request;
  if (glass || ending !== undefined || (run !== undefined && isPastConfirmation(run))) return false;
  const freeze = await findFreeze(deps, request.asked.entry);
  if (freeze === undefined) return false;
  if (request.brokenGlass === undefined) {
    await decideEnding(deps, request, 'discarded', { kind: 'frozen', freeze });
  } else {
    await decideEnding(deps, request, 'voided', { kind: 'stale', because: whoMayNoLonger(request) });
  }
  return true;
}
