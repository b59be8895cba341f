import type { AuditRecord } from './audit-chain.ts';
import type { RecordedRun, Restoration } from './compare-record.ts';

/** The runs that the record names, and the times when the store was restored. */
export interface RecordedRuns {
  readonly runs: readonly RecordedRun[];
  readonly restored: readonly Restoration[];
}

export interface RecordedRunsReader {
  /** Takes the next records, in their order. */
  take(records: readonly AuditRecord[]): void;
  all(): RecordedRuns;
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Collects from the record, page by page, since years of it do not fit into memory. */
export function collectRecordedRuns(): RecordedRunsReader {
  const sent = new Map<string, AuditRecord['facts']>();
  const runs = new Map<string, RecordedRun>();
  const restored: Restoration[] = [];
  const takeOne = ({ kind, request, facts, at }: AuditRecord): void => {
    if (kind === 'store.restored') {
      const madeAt = new Date(textOf(facts.made_at) ?? Number.NaN);
      if (!Number.isNaN(madeAt.getTime())) restored.push({ madeAt, at });
    }
    if (request === undefined) return;
    if (kind === 'run.creating') sent.set(request, facts);
    if (kind !== 'run.created' && kind !== 'run.found') return;
    const run = textOf(facts.run);
    if (run === undefined) return;
    const { workspace, address } = sent.get(request) ?? {};
    runs.set(run, { request, run, at, workspace: textOf(workspace), address: textOf(address) });
  };
  return {
    take: (records) => records.forEach(takeOne),
    all: () => ({ runs: [...runs.values()], restored }),
  };
}
