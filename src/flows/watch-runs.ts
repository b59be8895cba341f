import type { ActionRequest } from '../domain/request.ts';
import { phaseOf } from '../domain/run-status.ts';
import { sleep } from './clock.ts';
import { followPreview } from './follow-preview.ts';
import { type FollowDeps, followRun } from './follow-run.ts';
import { whileAway } from './note-away.ts';

/** How often the watcher looks which readings are due (milliseconds). */
const TICK = 1_000;
/** A run that moves by itself is read this often, one that only a person can move less often (milliseconds). */
const MOVING = 2_000;
const WAITING = 8_000;

export interface WatchDeps extends FollowDeps {
  /** Says what went wrong with one reading; the next one is due all the same. */
  readonly onError: (error: unknown, requestId: string) => void;
}

const cadenceOf = (request: ActionRequest): number => {
  const phase = phaseOf(request.run?.status ?? 'pending');
  return request.ending === undefined && (request.waiting !== undefined || phase === 'waits_in_hcp_terraform')
    ? WAITING
    : MOVING;
};

/** Follows every running request and every preview until the signal ends it. One process at a time does this for all. */
export async function watchRuns(deps: WatchDeps, signal: AbortSignal): Promise<void> {
  const nextReading = new Map<string, number>();
  const underWay = new Map<string, Promise<void>>();
  const read = async (request: ActionRequest): Promise<void> => {
    try {
      const follow = request.state === 'running' ? followRun : followPreview;
      await whileAway(deps, request.id, () => follow(deps, request.id));
    } catch (error) {
      deps.onError(error, request.id);
    } finally {
      underWay.delete(request.id);
    }
  };
  try {
    for (;;) {
      const running = [...(await deps.record.inStates(['running'])), ...(await deps.record.inPreview())];
      const now = deps.clock.now();
      for (const request of running) {
        if (underWay.has(request.id) || (nextReading.get(request.id) ?? 0) > now) continue;
        nextReading.set(request.id, now + cadenceOf(request));
        underWay.set(request.id, read(request));
      }
      const ids = new Set(running.map(({ id }) => id));
      for (const id of nextReading.keys()) if (!ids.has(id)) nextReading.delete(id);
      await sleep(deps.clock, TICK, signal);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await Promise.allSettled(underWay.values());
  }
}
