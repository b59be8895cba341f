import type { ActionRequest } from '../../domain/request.ts';
import type { Run } from '../../domain/run.ts';
import type { Clock } from '../ports/clock.ts';
import type { ApplyLog, HcpTerraform } from '../ports/hcp-terraform.ts';
import type { RequestStore } from '../ports/request-store.ts';

/** Poll interval for one log (milliseconds). */
const LOOK_EVERY = 10_000;
/** With more runs in progress than this, progress is not read, since nobody depends on it. */
export const MOST_MOVING = 20;
/** A run that was not polled for this long is no longer in progress and is dropped (milliseconds). */
const MOVES_WITHIN = 15_000;
const FORGOTTEN_AFTER = 60_000;

interface ProgressDeps {
  readonly terraform: Pick<HcpTerraform, 'followApplyLog'>;
  readonly requests: Pick<RequestStore, 'find' | 'move'>;
  readonly clock: Clock;
  readonly onError: (error: unknown, requestId: string) => void;
}

export interface ProgressFollower {
  /** Reports that a run is in progress, and reads its action's output if that is due. Delays nobody. */
  readonly follow: (request: ActionRequest, run: Run) => void;
  /** Resolves when no read is in progress any more. The signal ends them. */
  readonly ended: () => Promise<void>;
}

interface Moving {
  seenAt: number;
  dueAt: number;
  log?: { readonly applyId: string; readonly lines: ApplyLog };
}

/** Follows the output of actions while their runs apply. If it cannot be read, only a line is missing. */
export function followProgress(deps: ProgressDeps, signal: AbortSignal): ProgressFollower {
  const { clock, terraform } = deps;
  const moving = new Map<string, Moving>();
  const underWay = new Map<string, Promise<void>>();

  const logOf = (one: Moving, request: ActionRequest, applyId: string): ApplyLog => {
    if (one.log?.applyId !== applyId) {
      one.log = { applyId, lines: terraform.followApplyLog(request.asked.entry, applyId) };
    }
    return one.log.lines;
  };
  const look = async (lines: ApplyLog, requestId: string): Promise<void> => {
    try {
      await lines.readOn(signal);
      if (!signal.aborted) await noteProgress(deps, requestId, lines.latest());
    } catch (error) {
      deps.onError(error, requestId);
    } finally {
      underWay.delete(requestId);
    }
  };
  return {
    ended: async () => void (await Promise.all(underWay.values())),
    follow: (request, run) => {
      const now = clock.now();
      for (const [id, { seenAt }] of moving) if (now - seenAt > FORGOTTEN_AFTER) moving.delete(id);
      const one = moving.get(request.id) ?? { seenAt: now, dueAt: now };
      one.seenAt = now;
      moving.set(request.id, one);
      const movingNow = [...moving.values()].filter(({ seenAt }) => now - seenAt <= MOVES_WITHIN).length;
      const canTell = request.structuredLog === true && run.status === 'applying' && request.away === undefined;
      if (!canTell || run.apply === undefined || movingNow > MOST_MOVING) return;
      if (signal.aborted || underWay.has(request.id) || one.dueAt > now) return;
      one.dueAt = now + LOOK_EVERY;
      underWay.set(request.id, look(logOf(one, request, run.apply.id), request.id));
    },
  };
}

async function noteProgress({ requests, clock }: ProgressDeps, requestId: string, text: string | undefined) {
  const request = await requests.find(requestId);
  if (request?.state !== 'running' || request.run?.status !== 'applying') return;
  if (request.actionProgress?.text === text) return;
  // If somebody else was first, the next poll shows it.
  await requests.move(request, {
    event: 'note',
    change: { actionProgress: text === undefined ? null : { text, at: new Date(clock.now()) } },
    audit: { kind: 'run.progress', request: requestId, actor: 'bot', facts: { run: request.runId ?? null } },
  });
}
