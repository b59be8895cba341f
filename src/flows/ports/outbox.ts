import type { Milestone } from '../../domain/milestone.ts';
import type { PersonId } from '../../domain/person.ts';
import type { ActionRequest, Directly } from '../../domain/request.ts';
import type { Urgency } from '../../domain/urgency.ts';

/** Something Slack has still to be told of a request: its message redrawn from the record, or one reply in its thread. */
export interface OutboxItem {
  readonly id: string;
  readonly requestId: string;
  readonly kind: 'message' | 'reply';
  /** Of a reply. */
  readonly milestone: Milestone | undefined;
  /** Replies that follow this one at once in the same post, where the channel has no room for a post each. */
  readonly also: readonly { readonly id: string; readonly milestone: Milestone }[];
  /** Of a message: which wish to redraw this answers; a newer one stays in the outbox. */
  readonly wanted: number;
  readonly attempts: number;
  /** So often Slack answered that it does not take it. */
  readonly refusals: number;
  /** An earlier attempt got no answer, so Slack may have it already: it is looked for before it is sent again. */
  readonly uncertain: boolean;
  readonly urgency: Urgency;
  /** Where it is told: a channel, or the requester's id for a direct message. */
  readonly channel: string;
  /** Whoever took it has it until then; nothing is posted so late that the answer would come after that. */
  readonly claimedUntil: Date;
}

export interface SentMessage {
  readonly ts: string;
  readonly permalink?: string;
  /** An earlier attempt posted it, so it may show an older state and is redrawn. */
  readonly found?: boolean;
  /** Of a reply that was found in Slack: the last one that stands in the same post. */
  readonly through?: string;
}

/** A message that was posted again because the first post got no answer. Slack may get the first one late. */
export interface Doubt {
  readonly channel: string;
  readonly thread: string | undefined;
  /** What both posts carry as their metadata. */
  readonly mark: Readonly<Record<string, string>>;
  /** Neither was posted before. */
  readonly since: Date;
}

export interface TakenDoubt extends Doubt {
  readonly id: string;
  /** The one that stays. */
  readonly ts: string;
}

/** Looks for messages that stand there twice. */
export interface DoubtfulPosts {
  /** Claims one that is due; a look that fails is due again after a while. */
  take(): Promise<TakenDoubt | undefined>;
  done(doubt: TakenDoubt): Promise<void>;
}

/**
 * Why something is tried again.
 *
 * - `refused`: Slack said no.
 * - `limited`: Slack said that it is too much.
 * - `uncertain`: no answer to a post, so Slack may have it.
 * - `unanswered`: no answer to a redraw, so it may still arrive and overwrite a newer one.
 * - `failed`: anything else that is harmless to repeat.
 */
export type Setback = 'refused' | 'limited' | 'uncertain' | 'unanswered' | 'failed';

export interface Taken {
  readonly item: OutboxItem;
  readonly request: ActionRequest;
}

/** One message for a channel whose messages are late because Slack takes no more: how its requests stand. */
export interface Digest {
  readonly channel: string;
  /** Names this digest in the metadata of its message. */
  readonly id: string;
  /** Whoever took it has it until then. */
  readonly claimedUntil: Date;
  /** Of its message, once Slack has it. */
  readonly ts: string | undefined;
  readonly uncertain: boolean;
  /** Nothing is late any more: it says so and is not drawn again. */
  readonly over: boolean;
  /** Those whose messages are late, the newest first, and how many there are in all. */
  readonly requests: readonly ActionRequest[];
  readonly late: number;
  /** Its message was posted after this moment. */
  readonly since: Date;
}

/** A reply that Slack refused so often lets those behind it in its thread go first, so that it holds up no ending. */
export const REFUSALS_UNTIL_STUCK = 8;

/** More redraws than this of requests that merely move are left out (DESIGN 6). */
export const MOVING_AT_ONCE = 20;
/** But none is older than this, as far as Slack's limits allow it (milliseconds). */
export const STALE_AFTER = 60_000;
/** Where more posts than this wait for a channel, a thread gets what it waits for in one post. */
export const POSTS_WAITING = 10;
/** A message that waits longer is late (milliseconds), and a channel with more of them than this gets a digest. */
export const LATE_AFTER = 10_000;
export const LATE_AT_ONCE = 10;

/**
 * What waits to be told to Slack. Latest state wins for messages; replies keep their order and follow the message. Slack's
 * limits are held in `take`, for all replicas together.
 */
export interface Outbox {
  /**
   * Claims what is due and what Slack's limits have room for at this moment, the most urgent first, at most one item a
   * request: a message before its replies, and a reply only once the message stands and every earlier reply is sent.
   */
  take(limit: number): Promise<readonly Taken[]>;
  /**
   * The item is done. The request keeps where its message stands; gives false where it stands elsewhere by now, because
   * somebody else posted it after the lease of this item ran out. With `doubt` it is looked for once more after a while.
   */
  sent(item: OutboxItem, message?: SentMessage, doubt?: Doubt): Promise<boolean>;
  /** Tried again from `at` on. */
  retry(item: OutboxItem, at: Date, why: Setback): Promise<void>;
  /** Slack wants nothing more under this key of its limits before then. */
  hold(key: string, until: Date): Promise<void>;
  /** This request message is gone in Slack: it is posted anew, and what waits for its thread goes into the new one. */
  postAnew(item: OutboxItem, gone: { readonly ts: string; readonly because: string }): Promise<void>;
  /** Nothing of the request is posted in its channel any more; `leaves`: its message there says so in a last redraw. */
  tellDirectly(item: OutboxItem, directly: Directly, leaves?: 'leaves'): Promise<void>;
  /** Sends each of them a direct message with the buttons, if none waits for them already. */
  askDirectly(request: ActionRequest, people: readonly PersonId[]): Promise<void>;
  /** Can never be sent, to nobody; where no message stands that takes with it everything else of this request that still waits. */
  giveUp(item: OutboxItem, why: string): Promise<void>;
  /** When something can next be taken, or `undefined` where nothing waits. */
  nextDue(): Promise<Date | undefined>;
  /** Called after every change that put something in. */
  onChange(listener: () => void): void;
  readonly digests: Digests;
  readonly doubtful: DoubtfulPosts;
}

export interface Digests {
  /** Claims one that is due, or begins one where a channel needs it. */
  take(): Promise<Digest | undefined>;
  /** It stands there; one that is over is forgotten. */
  drawn(digest: Digest, ts: string): Promise<void>;
  retry(digest: Digest, at: Date, why: Setback): Promise<void>;
  /** It cannot be drawn any more; a channel that still needs one gets another. */
  drop(digest: Digest): Promise<void>;
}
