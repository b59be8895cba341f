import type { Logger } from 'pino';
import { fenced } from '../flows/following/fence-watcher.ts';
import type { FollowDeps } from '../flows/following/follow-run.ts';
import type { SweepDeps } from '../flows/following/sweep-organization.ts';
import { watchRuns } from '../flows/following/watch-runs.ts';
import type { Clock } from '../flows/ports/clock.ts';
import type { DueWork } from '../flows/ports/due-work.ts';
import { type SweepOwedWorkDeps, sweepOwedWork } from '../flows/waiting/sweep-owed-work.ts';
import type { Metrics } from '../http/metrics.ts';
import type { Environment } from '../settings/environment.ts';
import type { Store } from '../store/store.ts';
import { groupByIdentity } from '../terraform/client.ts';

/** Starts one watcher per HCP Terraform identity, across all replicas. */
export function followRuns(
  flows: FollowDeps,
  { connections }: Environment,
  dueWork: DueWork,
  onError: SweepDeps['onError'],
): void {
  const all = new Set(connections.map(({ name }) => name));
  for (const [index, group] of groupByIdentity(connections).entries()) {
    const names = new Set(group.map(({ name }) => name));
    const name = group[0]?.name;
    const place = name === undefined ? 'watch-runs' : `watch-runs.${name}`;
    dueWork.acquireLease(place, (signal, fence) =>
      watchRuns(
        { ...fenced(flows, fence, dueWork.isLeaseHeld), onError },
        names,
        signal,
        index === 0 ? all : undefined,
      ),
    );
  }
}

/** Lets one replica find requests whose work is missing in the queue. */
export function sweepRequests(
  { dueWork, requests, findUnwatched }: Store,
  metrics: Metrics,
  clock: Clock,
  log: Logger,
): void {
  const onMissing: SweepOwedWorkDeps['onMissing'] = ({ id, state }, work) => {
    metrics.countMissingWork(state, work);
    log.error({ request: id, state, work }, 'defect: a request had no job in the queue; adding it');
  };
  dueWork.acquireLease('sweep-owed-work', (signal) =>
    sweepOwedWork({ findUnwatched, requests, clock, onMissing }, signal),
  );
}
