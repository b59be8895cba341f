import type { SandboxClock } from '../clock.ts';
import { own } from './json.ts';

/** Calls per minute, and calls in a burst. */
export interface RateLimit {
  readonly perMinute: number;
  readonly burst: number;
  /** Counted separately for each channel. */
  readonly perChannel?: boolean;
}

const tier = (perMinute: number): RateLimit => ({ perMinute, burst: Math.floor(perMinute * 1.1) });
const TIER_2 = tier(20);
const TIER_3 = tier(50);
const TIER_4 = tier(100);

/**
 * Slack's tiers in calls per minute for one app in one team. Slack calls them minimums and allows "short bursts", so a
 * burst is a tenth more than a minute's calls. `chat.postMessage` has its own rule: one per second and channel.
 */
export const SLACK_RATE_LIMITS: Readonly<Record<string, RateLimit>> = {
  'apps.connections.open': TIER_3,
  'auth.test': tier(600),
  'chat.delete': TIER_3,
  'chat.getPermalink': tier(600),
  'chat.postEphemeral': TIER_4,
  'chat.postMessage': { perMinute: 60, burst: 5, perChannel: true },
  'chat.update': TIER_3,
  'conversations.history': TIER_3,
  'conversations.info': TIER_3,
  'conversations.open': TIER_3,
  'conversations.replies': TIER_3,
  'usergroups.list': TIER_2,
  'usergroups.users.list': TIER_2,
  'users.conversations': TIER_3,
  'users.info': TIER_4,
  'views.open': TIER_4,
  'views.push': TIER_4,
  'views.update': TIER_4,
};

export interface RateLimiter {
  /**
   * The whole seconds to wait, at least 1, if the limit is reached. Otherwise counts the call and returns `undefined`.
   */
  refuse(method: string, channel: string | undefined): number | undefined;
  /** The number of refused calls so far. */
  readonly rateLimited: number;
}

export function createRateLimiter(
  clock: SandboxClock,
  limits: Readonly<Record<string, RateLimit>> | 'off',
): RateLimiter {
  const buckets = new Map<string, { left: number; at: number }>();
  let rateLimited = 0;
  return {
    get rateLimited() {
      return rateLimited;
    },
    refuse(method, channel) {
      const limit = limits === 'off' ? undefined : own(limits, method);
      if (limit === undefined) return undefined;
      const key = limit.perChannel === true ? `${method} ${channel ?? ''}` : method;
      const bucket = buckets.get(key) ?? { left: limit.burst, at: clock.now() };
      buckets.set(key, bucket);
      const gained = ((clock.now() - bucket.at) / 60_000) * limit.perMinute;
      bucket.left = Math.min(limit.burst, bucket.left + gained);
      bucket.at = clock.now();
      if (bucket.left < 1) {
        rateLimited += 1;
        return Math.max(1, Math.ceil(((1 - bucket.left) / limit.perMinute) * 60));
      }
      bucket.left -= 1;
      return undefined;
    },
  };
}
