import {
  compareRecord,
  type ListedWorkspace,
  type MissedRun,
  type RecordComparison,
  type RecordedRun,
  type RecordFinding,
} from '../../domain/compare-record.ts';
import { DAY } from '../../domain/duration.ts';
import type { Allowlist } from '../../domain/entry.ts';
import { collectRecordedRuns, type RecordedRuns } from '../../domain/recorded-runs.ts';
import { findRunToken } from '../../domain/run-message.ts';
import type { AskedWorkspaces } from '../ports/asked-workspaces.ts';
import type { AuditLog } from '../ports/audit-log.ts';
import { type ConnectionName, NoConnection, Unreachable, type WorkspaceName } from '../ports/hcp-terraform.ts';
import type { RunLists } from '../ports/run-lists.ts';

export interface CompareRecordDeps {
  readonly auditLog: Pick<AuditLog, 'pages'>;
  readonly workspaces: AskedWorkspaces;
  readonly runs: RunLists;
  readonly allowlist: () => Allowlist;
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
/** A run is recorded a little before and after HCP Terraform creates it, by another clock. */
const MARGIN = DAY;

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

type Unread = Extract<RecordFinding, { readonly code: 'not_readable' }>;

interface Listed extends ListedWorkspace {
  readonly where: ConnectionName;
}

interface Lists {
  readonly listed: readonly Listed[];
  /** By the workspace's id, or by its name where that is not known. */
  readonly unread: ReadonlyMap<string, Unread>;
}

/** A workspace to compare, as the allowlist or a request names it. */
interface Named {
  readonly where: ConnectionName & WorkspaceName;
  readonly organization: string;
  readonly label: string;
  readonly id: string | undefined;
}

async function nameWorkspaces(
  { workspaces, allowlist }: CompareRecordDeps,
  since: Date,
  only: string | undefined,
): Promise<readonly Named[]> {
  const asked = await workspaces.since(new Date(since.getTime() - MARGIN));
  const named = [
    ...asked.map(({ id, name, organization, connection }): Named & { readonly words: readonly string[] } => ({
      ...{ organization, id, label: `${organization}/${name}`, words: [id, name] },
      where: { workspaceId: id, ...(connection === undefined ? {} : { connection }) },
    })),
    ...allowlist().entries.map(({ organization, workspace, connection }) => ({
      ...{ organization, id: undefined, label: `${organization}/${workspace}`, words: [workspace] },
      where: { organization, workspace, ...(connection === undefined ? {} : { connection }) },
    })),
  ];
  const unique = new Map(named.map((one) => [JSON.stringify(one.where), one]));
  return [...unique.values()].filter(({ words, label }) => only === undefined || [...words, label].includes(only));
}

async function listWorkspaces(deps: CompareRecordDeps, from: Date, only: string | undefined): Promise<Lists> {
  const listed = new Map<string, Listed>();
  const unread = new Map<string, Unread>();
  const identities = new Map<string | undefined, Promise<ReadonlySet<string>>>();
  for (const named of await nameWorkspaces(deps, from, only)) {
    const { connection } = named.where;
    const read = identities.get(connection) ?? deps.runs.readIdentities(named.where);
    identities.set(connection, read);
    const one = await orWhy(() => listWorkspace(deps.runs, named, read, from, listed));
    if (typeof one === 'string')
      unread.set(named.id ?? named.label, { code: 'not_readable', workspace: named.label, why: one });
    else if (one !== undefined) listed.set(one.id, one);
  }
  return { listed: [...listed.values()], unread };
}

/** `undefined` if another name of the same workspace was listed before. */
async function listWorkspace(
  runs: RunLists,
  { where, organization }: Named,
  identities: Promise<ReadonlySet<string>>,
  from: Date,
  before: ReadonlyMap<string, Listed>,
): Promise<Listed | string | undefined> {
  const own = await identities;
  const workspace = await runs.readWorkspace(where);
  if (workspace === undefined) return 'HCP Terraform does not show the workspace.';
  const { id, name } = workspace;
  if (before.has(id)) return undefined;
  const listed = await runs.listRuns(where, id, from);
  if (listed === undefined) return 'HCP Terraform does not show its runs.';
  const connection = where.connection === undefined ? {} : { connection: where.connection };
  return {
    ...{ id, where: connection, identities: own, runs: listed },
    name: `${workspace.organization ?? organization}/${name}`,
  };
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

/** The result, or why HCP Terraform could not be asked. */
async function orWhy<Value>(ask: () => Promise<Value>): Promise<Value | string> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Unreachable || error instanceof NoConnection) return `${error.message}.`;
    throw error;
  }
}
