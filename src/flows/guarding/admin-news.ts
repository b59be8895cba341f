import type { AllowlistNews } from '../../domain/allowlist-news.ts';
import type { ChannelId } from '../../domain/person.ts';

/** News for an admin channel that is not told to its end yet. Long news is several messages. */
export interface TakenNews {
  readonly id: string;
  readonly channel: ChannelId;
  readonly news: AllowlistNews;
  /** The message that comes next, from 0. */
  readonly part: number;
  /** When it was put on the record. */
  readonly since: Date;
  /** Tries of this message that failed. */
  readonly attempts: number;
  /** An earlier try got no answer, so Slack may have the message already. */
  readonly uncertain: boolean;
  /** Whoever took it has it until then. */
  readonly claimedUntil: Date;
}

/** What the admin channels have still to be told, over all replicas. It gets in with the reading that it tells of. */
export interface AdminNews {
  /** Claims one that is due. */
  take(): Promise<TakenNews | undefined>;
  /** The message stands there; the next one is due at `next`. Without `next`, everything is told. */
  told(taken: TakenNews, next?: Date): Promise<void>;
  retry(taken: TakenNews, at: Date, why: 'uncertain' | 'failed'): Promise<void>;
  giveUp(taken: TakenNews): Promise<void>;
  /** Called after every change that put something in. */
  onChange(listener: () => void): void;
}
