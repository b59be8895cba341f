import type { Clock } from './clock.ts';

/** What Slack said when it was asked, and when the call began. */
export interface SlackReading {
  readonly begunAt: Date;
  /** JSON. */
  readonly value: unknown;
}

/**
 * What all replicas share of reading Slack: the readings, and the number of calls. Slack limits an app, not its processes,
 * so two replicas that each keep a limit would break it together.
 */
export interface SlackReadings {
  /** The newest reading under this key that began at that moment or later. */
  find(key: string, since: Date): Promise<SlackReading | undefined>;
  keep(key: string, reading: SlackReading): Promise<void>;
  /**
   * Takes one call of this method out of what Slack allows, if `kept` more stay for others. Gives when to ask again where
   * there is none.
   */
  takeCall(method: string, kept: number): Promise<Date | undefined>;
  /** Slack said 429: no replica calls this method before then. */
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

/** A reading of Slack is shared, and a decision acted upon, only for this long (milliseconds). */
export const FRESH_FOR = 3_000;
