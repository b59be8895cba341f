import { compareRecord, type MissedRun, type RecordComparison, type RecordedRun } from '../../domain/compare-record.ts';
import { DAY } from '../../domain/duration.ts';
import { collectRecordedRuns, type RecordedRuns } from '../../domain/recorded-runs.ts';
import { findRunToken } from '../../domain/run-message.ts';
import type { AuditLog } from '../ports/audit-log.ts';
import type { RunLists } from '../ports/run-lists.ts';
import {
  type Listed,
  type ListRunsDeps,
  type Lists,
  listWorkspaces,
  MARGIN,
  orWhy,
  type Unread,
} from './list-workspace-runs.ts';

export interface CompareRecordDeps extends ListRunsDeps {
  readonly auditLog: Pick<AuditLog, 'pages'>;
}

interface Window {
  /** Runs that were created before are not compared. */
  readonly since: Date;
  /** The name or id of the only workspace to compare. */
  readonly workspace?: string | undefined;
}

/** What was compared, and how it ended. */
export interface RecordReport extends RecordComparison {
  /** When the compared time begins: not before the record. `undefined` if there is no record. */
  readonly from: Date | undefined;
  /** Names of the workspaces that were read completely. */
  readonly compared: readonly string[];
  /** How many runs of the record and of the bot's identity were looked at. */
  readonly runs: number;
}

/** How far back the record is compared if nobody says (milliseconds). */
export const COMPARED_BACK = 30 * DAY;

/**
 * Compares the record with the run lists of every workspace that the allowlist or a request names. The lists are read
 * before the record, so that a run which starts meanwhile is on the record already. What cannot be read is a finding.
 */
export async function compareRecordWithRuns(
  deps: CompareRecordDeps,
  { since, workspace }: Window,
): Promise<RecordReport> {
  const begins = await findBeginning(deps.auditLog);
  if (begins === undefined) return { from: undefined, compared: [], runs: 0, findings: [], remarks: [] };
  const from = begins > since ? begins : since;
  const { listed, unread } = await listWorkspaces(deps, from, workspace);
  const { runs, restored } = await readRecord(deps.auditLog, new Date(from.getTime() - MARGIN));
  const sought = await seekMissed(deps.runs, listed, unread, runs, { from, isAll: workspace === undefined });
  const tokens = listed.flatMap((one) => one.runs.flatMap(({ run }) => findRunToken(run.message) ?? []));
  const requestOf = await deps.workspaces.requestsOf([...new Set(tokens)]);
  const { findings, remarks } = compareRecord({
    ...{ workspaces: listed, recorded: runs, missed: sought.missed, restored, requestOf },
  });
  const notRead = [...unread.values(), ...sought.notRead];
  const failed = new Set(notRead.map((one) => one.workspace));
  return {
    from,
    findings: [...findings, ...notRead],
    remarks,
    compared: listed.map(({ name }) => name).filter((name) => !failed.has(name)),
    runs: listed.reduce((sum, one) => sum + one.runs.length, 0),
  };
}

async function findBeginning(auditLog: CompareRecordDeps['auditLog']): Promise<Date | undefined> {
  for await (const { records } of auditLog.pages()) return records[0]?.at;
  return undefined;
}

async function readRecord(auditLog: CompareRecordDeps['auditLog'], since: Date): Promise<RecordedRuns> {
  const reader = collectRecordedRuns();
  for await (const { records } of auditLog.pages({ since })) reader.take(records);
  return reader.all();
}

interface Sought {
  readonly missed: readonly MissedRun[];
  readonly notRead: readonly Unread[];
}

/** Reads by their ids the runs that are on the record and in no list. Only that shows whether they exist. */
async function seekMissed(
  runs: RunLists,
  listed: readonly Listed[],
  unread: Lists['unread'],
  recorded: readonly RecordedRun[],
  { from, isAll }: { readonly from: Date; readonly isAll: boolean },
): Promise<Sought> {
  const seen = new Set(listed.flatMap((one) => one.runs.map(({ run }) => run.id)));
  const missed: MissedRun[] = [];
  const notRead: Unread[] = [];
  for (const one of recorded.filter(({ run, at }) => at >= from && !seen.has(run))) {
    const workspace = listed.find(({ id }) => id === one.workspace);
    if (workspace === undefined) {
      const isSaid = unread.has(one.workspace ?? '') || !isAll;
      const why = `no entry and no request names the workspace of run ${one.run}.`;
      if (!isSaid) notRead.push({ code: 'not_readable', workspace: one.workspace ?? 'a workspace', why });
      continue;
    }
    const { name } = workspace;
    const read = await orWhy(async () => ({ run: await runs.readRun(workspace.where, one.run) }));
    if (typeof read === 'string') notRead.push({ code: 'not_readable', workspace: name, why: read });
    else missed.push({ recorded: one, workspace: name, run: read.run });
  }
  return { missed, notRead };
}
