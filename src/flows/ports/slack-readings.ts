/** What Slack answered, and when the call began. */
export interface SlackReading {
  readonly begunAt: Date;
  /** JSON. */
  readonly value: unknown;
}

/**
 * Readings of Slack and their rate limits, shared by all replicas. Slack's limits are per app, so separate limits per
 * replica would exceed them.
 */
export interface SlackReadings {
  /** The newest reading under this key that began at or after this time. */
  find(key: string, since: Date): Promise<SlackReading | undefined>;
  keep(key: string, reading: SlackReading): Promise<void>;
  /**
   * Reserves a call of this method if Slack's limit leaves `kept` more for others. Otherwise returns when to ask again.
   */
  takeCall(method: string, kept: number): Promise<Date | undefined>;
  /** Slack answered 429: no replica calls this method until then. */
  hold(method: string, until: Date): Promise<void>;
}

/** For a command that runs alone and asks a few times. */
export const readAlone: SlackReadings = {
  find: async () => undefined,
  keep: async () => undefined,
  takeCall: async () => undefined,
  hold: async () => undefined,
};

/** How long a reading of Slack is shared and may be the basis of a decision (milliseconds). */
export const FRESH_FOR = 3_000;
