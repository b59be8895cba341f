import type { Clock } from '../flows/clock.ts';

/** HCP Terraform allows 30 calls a second for each user; two thirds of that leave room for the user's other programs. */
const CALLS = { limit: 20, window: 1_000 } as const;
/** HCP Terraform allows 30 run lists a minute. */
const RUN_LISTS = { limit: 25, window: 60_000 } as const;

/** What people wait for goes before what the watcher reads. */
export type Urgency = 'act' | 'read' | 'list_runs';

export interface Budget {
  /** Resolves when the call may be made. A repeat takes its place anew. */
  take(urgency: Urgency): Promise<void>;
  /** Nothing goes out before then: the server has said so (milliseconds since 1970). */
  holdUntil(at: number): void;
}

interface Waiting {
  readonly urgency: Urgency;
  readonly go: () => void;
}

/** One budget for each identity, however many parts of the bot call under it. */
export function createBudget(clock: Clock): Budget {
  const waiting: Waiting[] = [];
  const calls = slidingWindow(CALLS);
  const runLists = slidingWindow(RUN_LISTS);
  let heldUntil = 0;
  let timer: unknown;

  const freeAt = ({ urgency }: Waiting, now: number): number =>
    Math.max(heldUntil, calls.freeAt(now), urgency === 'list_runs' ? runLists.freeAt(now) : 0);

  const pump = (): void => {
    clock.clearTimeout(timer);
    const now = clock.now();
    for (;;) {
      const next = waiting.findIndex((one) => freeAt(one, now) <= now);
      const [ready] = next < 0 ? [] : waiting.splice(next, 1);
      if (ready === undefined) break;
      calls.count(now);
      if (ready.urgency === 'list_runs') runLists.count(now);
      ready.go();
    }
    if (waiting.length === 0) return;
    const soonest = Math.min(...waiting.map((one) => freeAt(one, now)));
    timer = clock.setTimeout(pump, Math.max(1, Math.ceil(soonest - now)));
  };

  return {
    take: (urgency) =>
      new Promise((resolve) => {
        const place = urgency === 'act' ? waiting.findIndex((one) => one.urgency !== 'act') : -1;
        waiting.splice(place < 0 ? waiting.length : place, 0, { urgency, go: resolve });
        pump();
      }),
    holdUntil: (at) => {
      heldUntil = Math.max(heldUntil, at);
    },
  };
}

/** In no stretch of time as long as the window are there more than so many. */
function slidingWindow({ limit, window }: { readonly limit: number; readonly window: number }) {
  const taken: number[] = [];
  return {
    freeAt: (now: number): number => {
      while (taken[0] !== undefined && taken[0] <= now - window) taken.shift();
      return taken.length < limit ? now : (taken[taken.length - limit] ?? now) + window + 1;
    },
    count: (now: number): void => {
      taken.push(now);
    },
  };
}
