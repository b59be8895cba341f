import type { AllowlistNews } from '../../domain/allowlist-news.ts';
import type { DriftNews } from '../../domain/drift.ts';
import type { ChannelId } from '../../domain/person.ts';

/** News for an admin channel that is not completely posted. Long news has several messages. */
export interface TakenNews {
  readonly id: string;
  readonly channel: ChannelId;
  readonly news: AllowlistNews | DriftNews;
  /** The next message, from 0. */
  readonly part: number;
  /** When it was recorded. */
  readonly since: Date;
  /** Failed attempts to post this message. */
  readonly attempts: number;
  /** An earlier attempt got no answer, so Slack may have the message. */
  readonly uncertain: boolean;
  /** When the worker's lease on it expires. */
  readonly claimedUntil: Date;
}

/**
 * News for the admin channels, shared by all replicas. Stored together with the reading of the file that it reports.
 */
export interface AdminNews {
  /** Claims news that is due. */
  take(): Promise<TakenNews | undefined>;
  /** The message was posted; the next one is due at `next`. Without `next`, everything is posted. */
  told(taken: TakenNews, next?: Date): Promise<void>;
  retry(taken: TakenNews, at: Date, why: 'uncertain' | 'failed'): Promise<void>;
  giveUp(taken: TakenNews): Promise<void>;
  /** Calls the listener after every change that added news. */
  onChange(listener: () => void): void;
}
