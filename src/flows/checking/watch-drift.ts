import type { DriftItem, DriftRound } from '../../domain/drift.ts';
import { judgeDrift } from '../../domain/drift.ts';
import { HOUR, MINUTE } from '../../domain/duration.ts';
import type { Allowlist } from '../../domain/entry.ts';
import type { TokenReading } from '../../domain/judge-token.ts';
import type { FilePlaces } from '../../domain/online-finding.ts';
import type { ChannelId } from '../../domain/person.ts';
import { type Clock, sleep } from '../ports/clock.ts';
import { type CheckOnlineDeps, checkOnline } from './check-online.ts';

/** What was new in a round. */
export interface DriftChange {
  readonly found: readonly DriftItem[];
  readonly mended: readonly DriftItem[];
}

/** What was found and not mended yet, shared by all replicas. */
export interface DriftBook {
  /** When the services were last asked. The first time, it is now. */
  lastCheck(): Promise<Date>;
  /** Stores a round, and in the same transaction the news for the channel. Each thing is new once. */
  record(round: DriftRound, channel: ChannelId | undefined): Promise<DriftChange>;
  /** How many there are now, by code. */
  count(): Promise<readonly { readonly code: string; readonly count: number }[]>;
}

export interface WatchDriftDeps extends Omit<CheckOnlineDeps, 'clock'> {
  readonly clock: Clock;
  readonly drift: DriftBook;
  readonly allowlist: () => Allowlist;
  readonly readTokens: () => Promise<readonly TokenReading[]>;
  readonly log: (change: DriftChange) => void;
  readonly onError: (error: unknown) => void;
}

const EVERY = HOUR;
const AGAIN_AFTER_FAILURE = 10 * MINUTE;

/** Only the words are told, and they name what they are about. */
const NO_PLACES: FilePlaces = { pathOfId: () => [], pathOfSetting: () => [] };

/** Once an hour, also over restarts, makes the checks that need no person. One replica at a time does this. */
export async function watchDrift(deps: WatchDriftDeps, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const wait = await waitForNext(deps);
    if (wait > 0) {
      await sleep(deps.clock, wait, signal).catch(() => {});
      continue;
    }
    try {
      await checkDrift(deps);
    } catch (error) {
      deps.onError(error);
      await sleep(deps.clock, AGAIN_AFTER_FAILURE, signal).catch(() => {});
    }
  }
}

const waitForNext = async ({ drift, clock }: WatchDriftDeps): Promise<number> =>
  (await drift.lastCheck()).getTime() + EVERY - clock.now();

async function checkDrift(deps: WatchDriftDeps): Promise<void> {
  const allowlist = deps.allowlist();
  const [report, tokens] = await Promise.all([checkOnline(deps, allowlist, NO_PLACES), deps.readTokens()]);
  const round = judgeDrift({ ...report, tokens }, deps.clock.now());
  const change = await deps.drift.record(round, allowlist.adminChannel);
  if (change.found.length + change.mended.length > 0) deps.log(change);
}
