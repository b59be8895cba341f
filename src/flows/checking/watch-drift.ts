import { judgeDrift } from '../../domain/drift.ts';
import { HOUR } from '../../domain/duration.ts';
import type { Allowlist } from '../../domain/entry.ts';
import type { TokenReading } from '../../domain/judge-token.ts';
import type { FilePlaces } from '../../domain/online-finding.ts';
import type { Clock } from '../ports/clock.ts';
import type { DriftBook, DriftChange } from '../ports/drift-book.ts';
import { type CheckOnlineDeps, checkOnline } from './check-online.ts';
import { makeRounds } from './make-rounds.ts';

export interface WatchDriftDeps extends Omit<CheckOnlineDeps, 'clock'> {
  readonly clock: Clock;
  readonly drift: DriftBook;
  readonly allowlist: () => Allowlist;
  readonly readTokens: () => Promise<readonly TokenReading[]>;
  readonly log: (change: DriftChange) => void;
  readonly onError: (error: unknown) => void;
}

/** Only the words are told, and they name what they are about. */
const NO_PLACES: FilePlaces = { pathOfId: () => [], pathOfSetting: () => [] };

/** Once an hour, also over restarts, makes the checks that need no person. One replica at a time does this. */
export const watchDrift = (deps: WatchDriftDeps, signal: AbortSignal): Promise<void> =>
  makeRounds({ ...deps, checks: 'hourly', every: HOUR, check: () => checkDrift(deps) }, signal);

async function checkDrift(deps: WatchDriftDeps): Promise<void> {
  const allowlist = deps.allowlist();
  const [report, tokens] = await Promise.all([checkOnline(deps, allowlist, NO_PLACES), deps.readTokens()]);
  const round = judgeDrift({ ...report, tokens }, deps.clock.now());
  const change = await deps.drift.record(round, allowlist.adminChannel);
  if (change.found.length + change.mended.length > 0) deps.log(change);
}
