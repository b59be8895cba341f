import type { SandboxClock } from '../clock.ts';

/** HCP Terraform's limits: 30 requests per second and user, and 30 run lists per minute. */
export interface Limits {
  readonly perSecond: number;
  readonly runListsPerMinute: number;
}

export const documentedLimits: Limits = { perSecond: 30, runListsPerMinute: 30 };

interface Limited {
  readonly limit: number;
  readonly waitMilliseconds: number;
}

/**
 * Counts a call and returns `undefined`, or refuses it without counting. Uses a sliding window, so no burst passes at
 * its edge.
 */
export type RateLimiter = (identity: string, isRunList: boolean) => Limited | undefined;

export function createRateLimiter(clock: SandboxClock, limits: Limits): RateLimiter {
  const counted = new Map<string, number[]>();
  const recent = (key: string, window: number) => {
    const since = clock.now() - window;
    const times = (counted.get(key) ?? []).filter((at) => at > since);
    counted.set(key, times);
    return times;
  };
  return (identity, isRunList) => {
    const windows = [
      { key: identity, window: 1000, limit: limits.perSecond },
      ...(isRunList ? [{ key: `run lists of ${identity}`, window: 60_000, limit: limits.runListsPerMinute }] : []),
    ].map((each) => ({ ...each, times: recent(each.key, each.window) }));
    const full = windows.filter(({ times, limit }) => times.length >= limit);
    const last = full.at(-1);
    if (last !== undefined) {
      const first = last.times[last.times.length - last.limit] ?? clock.now();
      return { limit: last.limit, waitMilliseconds: Math.max(1, first + last.window - clock.now()) };
    }
    for (const { times } of windows) times.push(clock.now());
    return undefined;
  };
}
