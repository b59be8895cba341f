import type { RecordFinding } from '../../domain/compare-record.ts';
import { DAY } from '../../domain/duration.ts';
import { judgeRecordDrift } from '../../domain/record-drift.ts';
import type { Clock } from '../ports/clock.ts';
import type { DriftBook, DriftChange } from '../ports/drift-book.ts';
import { COMPARED_BACK, type CompareRecordDeps, compareRecordWithRuns } from './compare-record.ts';
import { makeRounds } from './make-rounds.ts';

export interface WatchRecordDeps extends CompareRecordDeps {
  readonly clock: Clock;
  readonly drift: DriftBook;
  readonly log: (change: DriftChange) => void;
  readonly logUnread: (finding: RecordFinding) => void;
  readonly onError: (error: unknown) => void;
}

/** Once a day, also over restarts, compares the record with the runs in HCP Terraform. One replica at a time does this. */
export const watchRecord = (deps: WatchRecordDeps, signal: AbortSignal): Promise<void> =>
  makeRounds({ ...deps, checks: 'daily', every: DAY, check: () => checkRecord(deps) }, signal);

async function checkRecord(deps: WatchRecordDeps): Promise<void> {
  const now = deps.clock.now();
  const { findings } = await compareRecordWithRuns(deps, { since: new Date(now - COMPARED_BACK) });
  const round = judgeRecordDrift(findings, now);
  const change = await deps.drift.record(round, deps.allowlist().adminChannel);
  if (change.found.length + change.mended.length > 0) deps.log(change);
  for (const finding of findings) if (finding.code === 'not_readable') deps.logUnread(finding);
}
