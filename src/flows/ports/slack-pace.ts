import type { Urgency } from '../../domain/urgency.ts';

/** A token bucket: its size, and the milliseconds per new token. */
export interface Bucket {
  readonly size: number;
  readonly refill: number;
  /** Tokens that less urgent items leave for more urgent ones, by urgency. */
  readonly reserve: Readonly<Record<Urgency, number>>;
  /** Items that can wait leave one token for each request that may end at any moment, up to this number. */
  readonly keptForEndings: number;
}

/** A bucket's level at a time (milliseconds since 1970). A time in the future means that Slack blocks it until then. */
export interface Level {
  readonly tokens: number;
  readonly at: number;
}

/** `chat.update` is in Slack's tier 3: 50 a minute for the whole team. */
const UPDATES: Bucket = { size: 50, refill: 1_200, reserve: { 0: 0, 1: 5, 2: 20 }, keptForEndings: 49 };
/** Digests get a tenth of those. The last redraw of a digest, which closes it, may use what the others leave. */
const DIGEST_UPDATES: Bucket = { size: 10, refill: 12_000, reserve: { 0: 0, 1: 0, 2: 8 }, keptForEndings: 0 };
/** Slack's limit: about one post per second and channel, with short bursts. */
const POSTS_IN_CHANNEL: Bucket = { size: 3, refill: 1_000, reserve: { 0: 0, 1: 0, 2: 1 }, keptForEndings: 0 };
/** Slack's limit: several hundred posts a minute in the whole team; the exact number is not documented. */
const POSTS_IN_TEAM: Bucket = { size: 20, refill: 250, reserve: { 0: 0, 1: 2, 2: 5 }, keptForEndings: 19 };
/** Searching for a post is in tier 3 too. We use half of it, since one search can read several pages. */
const LOOKS: Bucket = { size: 10, refill: 2_400, reserve: { 0: 0, 1: 0, 2: 0 }, keptForEndings: 0 };

/** The limit for reading people, user groups and channels, for all replicas together: Slack's tiers 4, 2 and 3. */
const READS: Readonly<Record<string, Bucket>> = {
  'usergroups.list': { size: 20, refill: 3_000, reserve: { 0: 0, 1: 0, 2: 0 }, keptForEndings: 0 },
  'users.info': { size: 100, refill: 600, reserve: { 0: 0, 1: 0, 2: 0 }, keptForEndings: 0 },
  'conversations.info': { size: 50, refill: 1_200, reserve: { 0: 0, 1: 0, 2: 0 }, keptForEndings: 0 },
};

export const UPDATE = 'chat.update';
export const DIGEST_UPDATE = 'chat.update of digests';
export const POST = 'chat.postMessage';
export const LOOK = 'looks';
/** The bucket of a channel, or of a person's direct messages. */
export const postIn = (channel: string): string => `${POST} ${channel}`;

/** The bucket for a key. */
export function bucketOf(key: string): Bucket {
  if (key === UPDATE) return UPDATES;
  if (key === DIGEST_UPDATE) return DIGEST_UPDATES;
  if (key === POST) return POSTS_IN_TEAM;
  return READS[key] ?? (key === LOOK ? LOOKS : POSTS_IN_CHANNEL);
}

/** The tokens in a bucket now. A bucket that was never used is full. */
function tokensIn(bucket: Bucket, level: Level | undefined, now: number): number {
  if (level === undefined) return bucket.size;
  if (now < level.at) return 0;
  return Math.min(bucket.size, level.tokens + (now - level.at) / bucket.refill);
}

/** How many tokens an item of this urgency leaves while this many requests may end at any moment. */
export const keptIn = (bucket: Bucket, urgency: Urgency, moving: number): number =>
  urgency < 2 ? bucket.reserve[urgency] : Math.max(bucket.reserve[2], Math.min(moving, bucket.keptForEndings));

/** How many items fit now if this many tokens have to stay. */
export const givesNow = (bucket: Bucket, level: Level | undefined, kept: number, now: number): number =>
  Math.max(0, Math.floor(tokensIn(bucket, level, now) - kept + ROUNDING));

/** When the next item fits if this many tokens have to stay (milliseconds since 1970). */
export function givesAt(bucket: Bucket, level: Level | undefined, kept: number, now: number): number {
  const needed = 1 + kept;
  if (level === undefined || tokensIn(bucket, level, now) + ROUNDING >= needed) return now;
  return Math.ceil(Math.max(now, level.at + (needed - level.tokens) * bucket.refill));
}

export const withoutOne = (bucket: Bucket, level: Level | undefined, now: number): Level => ({
  tokens: tokensIn(bucket, level, now) - 1,
  at: now,
});

/** Slack answered 429: nothing until then, and no burst afterwards. */
export const heldUntil = (until: number): Level => ({ tokens: 1, at: until });

/** Three thirds have to add up to a whole token. */
const ROUNDING = 1e-6;
