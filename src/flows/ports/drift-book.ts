import type { DriftChecks, DriftItem, DriftRound } from '../../domain/drift.ts';
import type { ChannelId } from '../../domain/person.ts';

/** What was new in a round. */
export interface DriftChange {
  readonly found: readonly DriftItem[];
  readonly mended: readonly DriftItem[];
}

/** What was found and not mended yet, shared by all replicas. */
export interface DriftBook {
  /** When the last round of these checks was. The first time, it is now. */
  lastCheck(checks: DriftChecks): Promise<Date>;
  /** Stores a round, and in the same transaction the news for the channel. Each thing is new once. */
  record(round: DriftRound, channel: ChannelId | undefined): Promise<DriftChange>;
  /** How many there are now, by code. */
  count(): Promise<readonly { readonly code: string; readonly count: number }[]>;
}
