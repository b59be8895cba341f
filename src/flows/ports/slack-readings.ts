import type { Clock } from './clock.ts';

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

/** For a command that runs alone: nothing is shared, and a method that Slack limits waits until Slack takes it again. */
export function readAlone(clock: Pick<Clock, 'now'>): SlackReadings {
  const held = new Map<string, Date>();
  return {
    find: async () => undefined,
    keep: async () => undefined,
    takeCall: async (method) => {
      const until = held.get(method);
      return until !== undefined && until.getTime() > clock.now() ? until : undefined;
    },
    hold: async (method, until) => void held.set(method, until),
  };
}

/** How long a reading of Slack is shared and may be the basis of a decision (milliseconds). */
export const FRESH_FOR = 3_000;
