import type { Clock } from '../flows/clock.ts';

/** A token bucket: so many at once, and one more each so many milliseconds. */
export interface Bucket {
  readonly size: number;
  readonly refill: number;
}

/** Slack: about one post a second in a channel, with short bursts. */
export const POSTS_IN_CHANNEL: Bucket = { size: 3, refill: 1_000 };
/** Slack: 50 a minute for the whole team. */
export const UPDATES: Bucket = { size: 50, refill: 1_200 };

/** Takes one from the bucket of that key, or says how long to wait for it (milliseconds). */
export function pace(clock: Clock): (bucket: Bucket, key: string) => number {
  const states = new Map<string, { left: number; at: number }>();
  return (bucket, key) => {
    const now = clock.now();
    const state = states.get(key) ?? { left: bucket.size, at: now };
    const left = Math.min(bucket.size, state.left + (now - state.at) / bucket.refill);
    states.set(key, { left: left >= 1 ? left - 1 : left, at: now });
    return left >= 1 ? 0 : Math.ceil((1 - left) * bucket.refill);
  };
}
