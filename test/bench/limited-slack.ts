import { WebAPIRateLimitedError } from '@slack/web-api';
import { type Clock, sleep } from '../../src/flows/ports/clock.ts';
import { createRateLimiter, SLACK_RATE_LIMITS } from '../../src/sandbox/slack/rate-limit.ts';
import type { WebApi } from '../../src/slack/connection/web-api.ts';

/** The time from a call to its answer (milliseconds). */
const CALL_TAKES = 150;

export interface Written {
  readonly at: number;
  readonly method: 'chat.postMessage' | 'chat.update';
  readonly channel: string;
  readonly ts: string;
  readonly threadTs: string | undefined;
  readonly text: string;
  /** The characters of all blocks. */
  readonly size: number;
  /** The message that the metadata identifies. */
  readonly names: string;
}

/** Slack's Web API on a moved clock, with rate limits and lost answers. */
export interface LimitedSlack {
  readonly api: WebApi;
  /** Everything that was ever written to Slack, in order. */
  readonly written: readonly Written[];
  readonly rateLimited: () => number;
  /** Refuses the next post in this channel, or the next redraw, with 429 and this many seconds. */
  readonly limitNext: (channel: string | 'redraws', seconds: number) => void;
}

/** The share of calls whose answer is lost, from 0 up to 1. */
export interface Losses {
  /** Slack has the post. */
  readonly posts: number;
  /** Slack redraws immediately, or up to `lateBy` later (milliseconds). */
  readonly redraws?: number;
  readonly lateBy?: number;
}

export function limitSlack(clock: Clock, random: () => number, loses: Losses): LimitedSlack {
  const limiter = createRateLimiter(clock, SLACK_RATE_LIMITS);
  const written: Written[] = [];
  const tooMany = new Map<string, number>();
  let posts = 0;
  const redraw = (given: Record<string, unknown>): object => {
    if (random() >= (loses.redraws ?? 0)) return { ts: write('chat.update', given) };
    const late = (loses.lateBy ?? 0) * random();
    if (late < CALL_TAKES) write('chat.update', given);
    else clock.setTimeout(() => void write('chat.update', given), late);
    throw new Error('the answer was lost');
  };
  const write = (method: Written['method'], given: Record<string, unknown>): string => {
    posts += method === 'chat.postMessage' ? 1 : 0;
    const ts = method === 'chat.update' ? String(given.ts) : `1764000000.${String(posts).padStart(6, '0')}`;
    const { thread_ts: threadTs, channel, text, blocks, metadata } = given;
    const names = JSON.stringify(metadata ?? null);
    written.push({
      ...{
        at: clock.now(),
        method,
        channel: String(channel),
        ts,
        text: String(text),
        names,
        size: JSON.stringify(blocks ?? []).length,
      },
      threadTs: threadTs === undefined ? undefined : String(threadTs),
    });
    return ts;
  };
  const answer = (method: string, given: Record<string, unknown>): object => {
    const channel = String(given.channel ?? '');
    const place = method === 'chat.update' ? 'redraws' : channel;
    const asked = tooMany.get(place);
    if (/^chat\.(postMessage|update)$/.test(method) && asked !== undefined) {
      tooMany.delete(place);
      throw new WebAPIRateLimitedError(asked);
    }
    const wait = limiter.refuse(method, channel);
    if (wait !== undefined) throw new WebAPIRateLimitedError(wait);
    if (method === 'chat.update') return redraw(given);
    if (method === 'chat.postMessage') {
      const ts = write(method, given);
      if (random() < loses.posts) throw new Error('the answer was lost');
      return { ts, channel };
    }
    if (method === 'chat.getPermalink') return { permalink: `https://acme.slack.com/archives/${channel}/p1` };
    const thread = method === 'conversations.replies' ? String(given.ts) : undefined;
    return { messages: standing(written, channel, thread) };
  };
  return {
    written,
    rateLimited: () => limiter.rateLimited,
    limitNext: (channel, seconds) => void tooMany.set(channel, seconds),
    api: {
      async call(method, given, schema) {
        await sleep(clock, CALL_TAKES / 2);
        let said: object | Error;
        try {
          said = answer(method, given);
        } catch (error) {
          said = error as Error;
        }
        await sleep(clock, CALL_TAKES / 2);
        if (said instanceof Error) throw said;
        return schema.parse({ ok: true, ...said });
      },
    },
  };
}

/** Newest first in a channel, oldest first in a thread. */
function standing(written: readonly Written[], channel: string, thread: string | undefined) {
  const posts = written.filter((one) => one.method === 'chat.postMessage' && one.channel === channel);
  const shown = posts
    .filter(({ ts, threadTs }) =>
      thread === undefined ? threadTs === undefined : ts === thread || threadTs === thread,
    )
    .map(({ ts, text, names }) => ({
      ts,
      text,
      metadata: JSON.parse(names) ?? undefined,
      user: 'U0TFACTION',
      bot_id: 'B0TFACTION',
    }));
  return thread === undefined ? shown.toReversed().slice(0, 100) : shown.slice(0, 100);
}

/** The number of posts that repeat another one. */
export function countDuplicates(written: readonly Written[]): number {
  const posts = written.filter(({ method }) => method === 'chat.postMessage').map(({ names }) => names);
  return posts.length - new Set(posts).size;
}

/**
 * How late the last change is if every change is written in order as it comes, under the same rate limit for redraws
 * (milliseconds).
 */
export function writeEach(changes: readonly { readonly at: number; readonly isLast: boolean }[]): readonly number[] {
  const { perMinute, burst } = SLACK_RATE_LIMITS['chat.update'] ?? { perMinute: 50, burst: 55 };
  const refill = 60_000 / perMinute;
  let [left, at] = [burst, changes[0]?.at ?? 0];
  return changes.flatMap((change) => {
    const now = Math.max(at, change.at);
    left = Math.min(burst, left + (now - at) / refill);
    const waits = left >= 1 ? 0 : (1 - left) * refill;
    at = now + waits;
    left = left >= 1 ? left - 1 : 0;
    return change.isLast ? [at - change.at + CALL_TAKES / 2] : [];
  });
}
