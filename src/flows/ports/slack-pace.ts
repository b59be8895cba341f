import type { Urgency } from '../../domain/urgency.ts';

/** A token bucket: so many at once, and one more each so many milliseconds. */
export interface Bucket {
  readonly size: number;
  readonly refill: number;
  /** What less urgent things leave in it for more urgent ones, by urgency. */
  readonly reserve: Readonly<Record<Urgency, number>>;
  /** Things that can wait leave one token for each request that may end any moment, but no more than this. */
  readonly keptForEndings: number;
}

/** How full a bucket was at a moment (milliseconds since 1970). In the future: Slack wants nothing of it before. */
export interface Level {
  readonly tokens: number;
  readonly at: number;
}

/** `chat.update` is Slack's tier 3: 50 a minute for the whole team. */
const UPDATES: Bucket = { size: 50, refill: 1_200, reserve: { 0: 0, 1: 5, 2: 20 }, keptForEndings: 49 };
/** Digests have a tenth of those. The last redraw of a digest, which says that it is over, may use what the others leave. */
const DIGEST_UPDATES: Bucket = { size: 10, refill: 12_000, reserve: { 0: 0, 1: 0, 2: 8 }, keptForEndings: 0 };
/** Slack: about one post a second in a channel, with short bursts. */
const POSTS_IN_CHANNEL: Bucket = { size: 3, refill: 1_000, reserve: { 0: 0, 1: 0, 2: 1 }, keptForEndings: 0 };
/** Slack: several hundred posts a minute in the whole team, without saying how many. */
const POSTS_IN_TEAM: Bucket = { size: 20, refill: 250, reserve: { 0: 0, 1: 2, 2: 5 }, keptForEndings: 19 };
/** Looking whether a post arrived: tier 3 too, of which half is ours, since one look can be several pages. */
const LOOKS: Bucket = { size: 10, refill: 2_400, reserve: { 0: 0, 1: 0, 2: 0 }, keptForEndings: 0 };

/** Who decides is read at most this often by all replicas together: Slack's tiers 2, 4 and 3. */
const READS: Readonly<Record<string, Bucket>> = {
  'usergroups.list': { size: 20, refill: 3_000, reserve: { 0: 0, 1: 0, 2: 0 }, keptForEndings: 0 },
  'users.info': { size: 100, refill: 600, reserve: { 0: 0, 1: 0, 2: 0 }, keptForEndings: 0 },
  'conversations.info': { size: 50, refill: 1_200, reserve: { 0: 0, 1: 0, 2: 0 }, keptForEndings: 0 },
};

export const UPDATE = 'chat.update';
export const DIGEST_UPDATE = 'chat.update of digests';
export const POST = 'chat.postMessage';
export const LOOK = 'looks';
/** What one channel, or one person's direct message, takes. */
export const postIn = (channel: string): string => `${POST} ${channel}`;

/** The bucket that a key stands for. */
export function bucketOf(key: string): Bucket {
  if (key === UPDATE) return UPDATES;
  if (key === DIGEST_UPDATE) return DIGEST_UPDATES;
  if (key === POST) return POSTS_IN_TEAM;
  return READS[key] ?? (key === LOOK ? LOOKS : POSTS_IN_CHANNEL);
}

/** How many are in it at this moment; a bucket nobody has taken from is full. */
function tokensIn(bucket: Bucket, level: Level | undefined, now: number): number {
  if (level === undefined) return bucket.size;
  if (now < level.at) return 0;
  return Math.min(bucket.size, level.tokens + (now - level.at) / bucket.refill);
}

/** How many tokens something of this urgency leaves in a bucket while so many requests may end any moment. */
export const keptIn = (bucket: Bucket, urgency: Urgency, moving: number): number =>
  urgency < 2 ? bucket.reserve[urgency] : Math.max(bucket.reserve[2], Math.min(moving, bucket.keptForEndings));

/** How many things it gives at this moment if so many tokens are to stay in it. */
export const givesNow = (bucket: Bucket, level: Level | undefined, kept: number, now: number): number =>
  Math.max(0, Math.floor(tokensIn(bucket, level, now) - kept + ROUNDING));

/** When it gives one thing if so many tokens are to stay in it (milliseconds since 1970). */
export function givesAt(bucket: Bucket, level: Level | undefined, kept: number, now: number): number {
  const needed = 1 + kept;
  if (level === undefined || tokensIn(bucket, level, now) + ROUNDING >= needed) return now;
  return Math.ceil(Math.max(now, level.at + (needed - level.tokens) * bucket.refill));
}

export const withoutOne = (bucket: Bucket, level: Level | undefined, now: number): Level => ({
  tokens: tokensIn(bucket, level, now) - 1,
  at: now,
});

/** Slack said 429: nothing before then, and no burst after it. */
export const heldUntil = (until: number): Level => ({ tokens: 1, at: until });

/** A token that has refilled in thirds is one. */
const ROUNDING = 1e-6;
