import type { Milestone } from '../../domain/milestone.ts';
import type { PersonId } from '../../domain/person.ts';
import type { ActionRequest, Directly } from '../../domain/request.ts';
import type { Urgency } from '../../domain/urgency.ts';

/** Something to send to Slack: a request's message, drawn from the record, or a reply in its thread. */
export interface OutboxItem {
  readonly id: string;
  readonly requestId: string;
  readonly kind: 'message' | 'reply';
  /** For a reply. */
  readonly milestone: Milestone | undefined;
  /** Later replies that share this post, if the channel's rate limit has no tokens for separate ones. */
  readonly also: readonly { readonly id: string; readonly milestone: Milestone }[];
  /** For a message: the version of the redraw. A newer one stays in the outbox. */
  readonly wanted: number;
  readonly attempts: number;
  /** How many times Slack refused it. */
  readonly refusals: number;
  /** An earlier attempt got no answer, so it may be in Slack. It is searched for before it is sent again. */
  readonly uncertain: boolean;
  readonly urgency: Urgency;
  /** A channel, or the requester's id for a direct message. */
  readonly channel: string;
  /** When the worker's lease on it expires. Nothing is posted so late that the answer would arrive after that. */
  readonly claimedUntil: Date;
}

export interface SentMessage {
  readonly ts: string;
  readonly permalink?: string;
  /** Posted by an earlier attempt, so it may show an older state and is redrawn. */
  readonly found?: boolean;
  /** For a reply that was found in Slack: the last reply in the same post. */
  readonly through?: string;
}

/** A message that was posted again because the first post got no answer. The first one may arrive late. */
export interface Doubt {
  readonly channel: string;
  readonly thread: string | undefined;
  /** The metadata of both posts. */
  readonly mark: Readonly<Record<string, string>>;
  /** Neither was posted before this time. */
  readonly since: Date;
}

export interface TakenDoubt extends Doubt {
  readonly id: string;
  /** The one to keep. */
  readonly ts: string;
}

/** Searches for messages that are in Slack twice. */
export interface DoubtfulPosts {
  /** Claims a due check. A failed check becomes due again later. */
  take(): Promise<TakenDoubt | undefined>;
  done(doubt: TakenDoubt): Promise<void>;
}

/**
 * Why an item is retried.
 * - `refused`: Slack said no.
 * - `limited`: Slack's rate limit was reached.
 * - `uncertain`: a post got no answer, so Slack may have it.
 * - `unanswered`: a redraw got no answer, so it may still arrive and overwrite a newer one.
 * - `failed`: anything else that is harmless to repeat.
 */
export type Setback = 'refused' | 'limited' | 'uncertain' | 'unanswered' | 'failed';

export interface Taken {
  readonly item: OutboxItem;
  readonly request: ActionRequest;
}

/** One message for a channel whose messages are delayed by Slack's rate limit. Shows the state of its requests. */
export interface Digest {
  readonly channel: string;
  /** Identifies this digest in the metadata of its message. */
  readonly id: string;
  /** When the worker's lease on it expires. */
  readonly claimedUntil: Date;
  /** The timestamp of its message, once it is posted. */
  readonly ts: string | undefined;
  readonly uncertain: boolean;
  /** Nothing is delayed any more. The digest says so and is not redrawn. */
  readonly over: boolean;
  /** The requests whose messages are delayed, newest first, and their total number. */
  readonly requests: readonly ActionRequest[];
  readonly late: number;
  /** Its message was posted after this time. */
  readonly since: Date;
}

/**
 * After this many refusals a reply no longer blocks the later ones of its thread, so that the ending is not delayed.
 */
export const REFUSALS_UNTIL_STUCK = 8;

/** With more requests in progress than this, redraws of mere progress are skipped. */
export const MOVING_AT_ONCE = 20;
/** The longest that such redraws are skipped, if Slack's rate limit allows (milliseconds). */
export const STALE_AFTER = 60_000;
/** With more posts than this waiting for a channel, each thread gets its replies in one post. */
export const POSTS_WAITING = 10;
/**
 * A message that waits longer than this is late (milliseconds). A channel with more late messages than this gets a
 * digest.
 */
export const LATE_AFTER = 10_000;
export const LATE_AT_ONCE = 10;

/**
 * Items to send to Slack. A message is drawn from its latest state; replies keep their order and follow the message.
 * `take` enforces Slack's rate limits for all replicas together.
 */
export interface Outbox {
  /**
   * Claims items that are due and that Slack's rate limits allow now, most urgent first, at most one per request: a
   * message before its replies, and a reply only after every earlier one was sent.
   */
  take(limit: number): Promise<readonly Taken[]>;
  /**
   * Removes an item. The request stores where its message is. Returns false if the message is elsewhere, because
   * another worker posted it after this item's lease expired. With `doubt`, Slack is searched for a duplicate later.
   */
  sent(item: OutboxItem, message?: SentMessage, doubt?: Doubt): Promise<boolean>;
  /** Retries an item at this time. */
  retry(item: OutboxItem, at: Date, why: Setback): Promise<void>;
  /** Slack blocks this rate limit key until then. */
  hold(key: string, until: Date): Promise<void>;
  /** The request message was deleted in Slack. It is posted again, and its thread's replies go to the new one. */
  postAnew(item: OutboxItem, gone: { readonly ts: string; readonly because: string }): Promise<void>;
  /** Posts nothing more of this request in its channel. `leaves`: the message there says so in a last redraw. */
  tellDirectly(item: OutboxItem, directly: Directly, leaves?: 'leaves'): Promise<void>;
  /** Sends each person a direct message with the buttons, unless one is already waiting for them. */
  askDirectly(request: ActionRequest, people: readonly PersonId[]): Promise<void>;
  /** The item can never be sent. If there is no message, all other items of the request go with it. */
  giveUp(item: OutboxItem, why: string): Promise<void>;
  /** When the next item can be taken, or `undefined` if there is none. */
  nextDue(): Promise<Date | undefined>;
  /** Calls the listener after every change that added an item. */
  onChange(listener: () => void): void;
  readonly digests: Digests;
  readonly doubtful: DoubtfulPosts;
}

export interface Digests {
  /** Claims a due digest, or starts one for a channel that needs it. */
  take(): Promise<Digest | undefined>;
  /** The digest was posted. A closed one is forgotten. */
  drawn(digest: Digest, ts: string): Promise<void>;
  retry(digest: Digest, at: Date, why: Setback): Promise<void>;
  /** The digest can no longer be edited. A channel that still needs one gets another. */
  drop(digest: Digest): Promise<void>;
}
