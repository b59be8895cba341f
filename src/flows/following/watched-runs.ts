import { cadenceOf } from '../../domain/cadence.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { shownOf } from '../../domain/run.ts';
import { queueOf } from '../../domain/run-queue.ts';
import { phaseOf } from '../../domain/run-status.ts';
import type { RequestStore } from '../ports/request-store.ts';

/** What the watcher keeps in memory of a run that it follows: no more than tells when and how to read it. */
export interface WatchedRun {
  readonly requestId: string;
  readonly version: number;
  readonly runId: string;
  readonly workspaceId: string;
  readonly connection: string | undefined;
  readonly organization: string;
  /** A plan-only run is never its workspace's current one. */
  readonly isPreview: boolean;
  readonly isPending: boolean;
  readonly status: string;
  /** What the last reading showed. */
  readonly shown: string;
  /** Nothing is to be done about it: it is not to be ended, waits for nobody, and could be read. */
  readonly isPlain: boolean;
  /** A reading that shows the same again asks for nothing. */
  readonly isCalm: boolean;
  readonly isAway: boolean;
  /** Its log may have news of the action although the run shows none. */
  readonly hasProgress: boolean;
  /** Milliseconds from one reading to the next. */
  readonly cadence: number;
  /** When this version of it was taken up (milliseconds). */
  readonly takenUpAt: number;
  /** When it was read last, and when by its id (milliseconds). */
  readAt: number;
  readByIdAt: number;
  /** The pages did not have it, so that it has to be read by its id. */
  isMissing: boolean;
  /** The run in front and its status, as they were told last. */
  inFront: string | undefined;
}

/** So many requests are read from the record at once. */
const AT_ONCE = 500;

export type WatchedRuns = Map<string, WatchedRun>;

/** Brings what is watched up to the record: what is new or was changed is read, the rest is left as it is. */
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
  // What creating it answered was its first reading.
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

/** A run that has waited in a queue for a while gets a word about it, without a change of its own. */
function isUnexplained({ blocked }: ActionRequest, status: string): boolean {
  const queue = queueOf(status);
  return queue !== undefined && queue !== 'workspace' && blocked === undefined;
}
