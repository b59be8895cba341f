import type { Logger } from 'pino';
import { isSettled } from '../domain/lifecycle.ts';
import type { ActionRequest } from '../domain/request.ts';
import type { Clock } from '../flows/ports/clock.ts';
import type { RequestStore } from '../flows/ports/request-store.ts';
import { type Moved, tellMoves } from '../flows/record/tell-moves.ts';
import type { Metrics } from '../http/metrics.ts';

interface FollowMovesDeps {
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Writes a log line for every move of a request, and counts it. */
export const followMoves = (requests: RequestStore, deps: FollowMovesDeps): RequestStore =>
  tellMoves(requests, (moved) => {
    countMove(deps, moved);
    logMove(deps.log, moved);
  });

function logMove(log: Logger, { before, after, move: { audit } }: Moved): void {
  const { asked, id, runId, state } = after;
  const { action, environment } = asked.entry;
  log.info(
    {
      ...{ request: id, action, environment, run: runId, from: before.state, to: state },
      ...{ event: audit.kind, person: audit.actor },
    },
    before.state === state ? 'request updated' : `request ${before.state} -> ${state}`,
  );
}

function countMove({ metrics, clock }: FollowMovesDeps, { before, after, move: { event } }: Moved): void {
  const { state, asked } = after;
  metrics.countMove(event, state);
  if (before.state !== state && isSettled(state)) metrics.countSettled(state, asked.entry.environment);
  const changedAt = statusChangedAt(before, after);
  if (changedAt !== undefined) metrics.observeLag(Math.max(0, clock.now() - changedAt) / 1_000);
}

/** When the run reached its status, by HCP Terraform's clock; `undefined` if this move did not bring a new status. */
function statusChangedAt({ run: known }: ActionRequest, { run }: ActionRequest): number | undefined {
  if (run === undefined || run.id !== known?.id || run.status === known.status) return undefined;
  const time = Date.parse(run.timestamps[`${run.status.replaceAll('_', '-')}-at`] ?? '');
  return Number.isNaN(time) ? undefined : time;
}
