import { sleep } from '../ports/clock.ts';
import { ForAnotherReplica } from '../ports/due-work.ts';
import { followPreview } from '../previewing/follow-preview.ts';
import { trackOutage } from '../waiting/track-outage.ts';
import { followRun } from './follow-run.ts';
import { type SweepDeps, type Sweeps, sweepOrganization } from './sweep-organization.ts';
import { takeUp, type WatchedRun, type WatchedRuns } from './watched-runs.ts';

/** How often the watcher checks which polls are due (milliseconds). */
const TICK = 500;
/** A replica with the connection reads the run within this time (milliseconds). */
const UNREAD_FOR = 2 * 60_000;
/** Runs read by id in parallel. */
const AT_ONCE = 16;

/**
 * Follows every running request and every preview of these connections until the signal ends it. One process at a time
 * does this for each identity. If `known` names all connections of this process, runs of other connections are tried
 * too; that records on their requests what is missing. Throws `ForAnotherReplica` as soon as a run can only be followed
 * by another replica, since the process that follows runs must be able to confirm them.
 */
export async function watchRuns(
  given: SweepDeps,
  connections: ReadonlySet<string | undefined>,
  until: AbortSignal,
  known?: ReadonlySet<string | undefined>,
): Promise<void> {
  const handingOver = new AbortController();
  const signal = AbortSignal.any([until, handingOver.signal]);
  const deps: SweepDeps = {
    ...given,
    onError: (error, requestId) => {
      given.onError(error, requestId);
      if (error instanceof ForAnotherReplica) handingOver.abort(error);
    },
  };
  const watched: WatchedRuns = new Map();
  const organizations = new Map<string, Sweeps>();
  const underWay = new Map<string, Promise<void>>();
  const readDue = (due: readonly WatchedRun[]): void => {
    const first = due
      .filter(({ requestId }) => !underWay.has(requestId))
      .sort((one, other) => one.readAt - other.readAt);
    for (const run of first.slice(0, Math.max(0, AT_ONCE - underWay.size))) {
      const reading = readById(deps, run).finally(() => underWay.delete(run.requestId));
      underWay.set(run.requestId, reading);
    }
  };
  try {
    while (!signal.aborted) {
      await takeUp(deps.requests, watched, deps.clock.now());
      readDue(unconnected(watched, known, deps.clock.now()));
      for (const [key, runs] of byOrganization(watched, connections)) {
        const sweeps = organizations.get(key) ?? sweepOrganization(deps);
        organizations.set(key, sweeps);
        readDue(sweeps.look(runs));
      }
      await sleep(deps.clock, TICK, signal);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await Promise.allSettled([...underWay.values(), ...[...organizations.values()].map((sweeps) => sweeps.done())]);
  }
  if (handingOver.signal.aborted && !until.aborted) throw handingOver.signal.reason;
}

async function readById(deps: SweepDeps, run: WatchedRun): Promise<void> {
  run.readAt = deps.clock.now();
  run.readByIdAt = run.readAt;
  run.isMissing = false;
  const follow = run.isPreview ? followPreview : followRun;
  try {
    await trackOutage(deps, run.requestId, () => follow(deps, run.requestId));
  } catch (error) {
    deps.onError(error, run.requestId);
  }
}

/** Runs that no process has read for a while, over a connection that this process does not have. */
const unconnected = (
  watched: WatchedRuns,
  known: ReadonlySet<string | undefined> | undefined,
  now: number,
): readonly WatchedRun[] =>
  known === undefined
    ? []
    : [...watched.values()].filter(
        ({ connection, takenUpAt, readByIdAt }) =>
          !known.has(connection) && now - Math.max(takenUpAt, readByIdAt) >= UNREAD_FOR,
      );

/** Runs of other identities have their own watcher. */
function byOrganization(
  watched: WatchedRuns,
  connections: ReadonlySet<string | undefined>,
): ReadonlyMap<string, readonly WatchedRun[]> {
  const groups = new Map<string, WatchedRun[]>();
  for (const run of watched.values()) {
    if (!connections.has(run.connection)) continue;
    const key = `${run.connection ?? ''} ${run.organization}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [run]);
    else group.push(run);
  }
  return groups;
}
