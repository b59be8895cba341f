import type { ListedWorkspace, RecordFinding } from '../../domain/compare-record.ts';
import { DAY } from '../../domain/duration.ts';
import type { Allowlist } from '../../domain/entry.ts';
import type { AskedWorkspaces } from '../ports/asked-workspaces.ts';
import { type ConnectionName, NoConnection, Unreachable, type WorkspaceName } from '../ports/hcp-terraform.ts';
import type { RunLists } from '../ports/run-lists.ts';

export interface ListRunsDeps {
  readonly workspaces: AskedWorkspaces;
  readonly runs: RunLists;
  readonly allowlist: () => Allowlist;
}

/** A run is recorded a little before and after HCP Terraform creates it, by another clock. */
export const MARGIN = DAY;

export type Unread = Extract<RecordFinding, { readonly code: 'not_readable' }>;

export interface Listed extends ListedWorkspace {
  readonly where: ConnectionName;
}

export interface Lists {
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
  { workspaces, allowlist }: ListRunsDeps,
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

/** Lists the runs of every workspace that the allowlist or a request names, or of one of them. */
export async function listWorkspaces(deps: ListRunsDeps, from: Date, only: string | undefined): Promise<Lists> {
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

/** The result, or why HCP Terraform could not be asked. */
export async function orWhy<Value>(ask: () => Promise<Value>): Promise<Value | string> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Unreachable || error instanceof NoConnection) return `${error.message}.`;
    throw error;
  }
}
