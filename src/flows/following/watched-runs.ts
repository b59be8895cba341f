import { cadenceOf } from '../../domain/cadence.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { shownOf } from '../../domain/run.ts';
import { queueOf } from '../../domain/run-queue.ts';
import { phaseOf } from '../../domain/run-status.ts';
import type { RequestStore } from '../ports/request-store.ts';

/** What the watcher remembers of a run: just enough to know when and how to poll it. */
export interface WatchedRun {
  readonly requestId: string;
  readonly version: number;
  readonly runId: string;
  readonly workspaceId: string;
  readonly connection: string | undefined;
  readonly organization: string;
  /** A plan-only run is never its workspace's current run. */
  readonly isPreview: boolean;
  readonly isPending: boolean;
  readonly status: string;
  /** What the last reading showed. */
  readonly shown: string;
  /** No pending action, nobody to wait for, and the last poll succeeded. */
  readonly isPlain: boolean;
  /** A reading that shows the same again needs no action. */
  readonly isCalm: boolean;
  readonly isAway: boolean;
  /** Its log may show progress although the run does not change. */
  readonly hasProgress: boolean;
  /** Milliseconds between two polls. */
  readonly cadence: number;
  /** When this version was loaded (milliseconds). */
  readonly takenUpAt: number;
  /** When it was last polled, and when by id (milliseconds). */
  readAt: number;
  readByIdAt: number;
  /** It was on no page, so it has to be read by id. */
  isMissing: boolean;
  /** The run in front and its status, as last reported. */
  inFront: string | undefined;
}

/** Requests loaded per query. */
const AT_ONCE = 500;

export type WatchedRuns = Map<string, WatchedRun>;

/** Syncs the watched runs with the store: new and changed ones are polled, the others stay as they are. */
export async function takeUp(requests: RequestStore, watched: WatchedRuns, now: number): Promise<void> {
  const followed = new Map((await requests.followed()).map(({ id, version }) => [id, version]));
  for (const id of watched.keys()) if (!followed.has(id)) watched.delete(id);
  const changed = [...followed].filter(([id, version]) => watched.get(id)?.version !== version).map(([id]) => id);
  for (let from = 0; from < changed.length; from += AT_ONCE) {
    for (const request of await requests.findAll(changed.slice(from, from + AT_ONCE))) {
      const run = watchedRunOf(request, watched.get(request.id), now);
      if (run !== undefined) watched.set(request.id, run);
    }
  }
}

function watchedRunOf(request: ActionRequest, before: WatchedRun | undefined, now: number): WatchedRun | undefined {
  const { asked, preview } = request;
  const isPreview = request.state !== 'running';
  const runId = isPreview ? preview?.runId : request.runId;
  if (runId === undefined) return undefined;
  const status = (isPreview ? preview?.status : request.run?.status) ?? 'pending';
  const phase = phaseOf(status);
  const moves = phase === 'moving' || phase === 'applying';
  const { ending, waiting, away, readsMissed } = request;
  const isPlain = [ending, waiting, away, readsMissed].every((one) => one === undefined);
  // The response to creating it was its first reading.
  const readAt = Math.max(before?.readAt ?? 0, request.runReadAt?.getTime() ?? 0);
  return {
    requestId: request.id,
    version: request.version,
    ...{ runId, status, isPreview, readAt, takenUpAt: now },
    cadence: cadenceOf(request),
    workspaceId: asked.workspaceId,
    connection: asked.entry.connection,
    organization: asked.organization,
    isPending: phase === 'pending',
    shown: request.run === undefined ? '' : shownOf(request.run),
    isPlain,
    isCalm: moves && isPlain && !isUnexplained(request, status),
    isAway: away !== undefined,
    hasProgress: request.structuredLog === true && status === 'applying',
    readByIdAt: before?.readByIdAt ?? readAt,
    isMissing: before?.isMissing ?? false,
    inFront: before?.inFront,
  };
}

/** A run that waits in a queue for a while is explained, although it does not change. */
function isUnexplained({ blocked }: ActionRequest, status: string): boolean {
  const queue = queueOf(status);
  return queue !== undefined && queue !== 'workspace' && blocked === undefined;
}
