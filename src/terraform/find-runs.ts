import { carriesToken } from '../domain/planned-run.ts';
import type { Run } from '../domain/run.ts';
import { Unreachable } from '../flows/ports/hcp-terraform.ts';
import type { Access } from './calling/access.ts';
import { readDocument } from './calling/read.ts';
import { parseRuns } from './documents/run-document.ts';
import { readWorkspace } from './read-workspace.ts';

/**
 * Runs whose message carries the token: the workspace's current run, then the newest page of its runs. Oldest first.
 * Throws `Unreachable` also where the runs are not shown, since not seeing a run is not knowing that there is none.
 */
export async function findRunsByToken(
  access: Access,
  workspaceId: string,
  token: string,
  operation?: 'plan_only',
): Promise<readonly Run[]> {
  const workspace = await readWorkspace(access, { workspaceId });
  const path = `/workspaces/${encodeURIComponent(workspaceId)}/runs`;
  // A list has no plan-only runs unless it is asked for them.
  const query = { 'page[size]': '100', ...(operation === undefined ? {} : { 'filter[operation]': operation }) };
  const newest = await readDocument(access, { path, query, isRunList: true }, parseRuns);
  if (newest === undefined) throw new Unreachable(`the runs of ${workspaceId} are not shown`, 404);
  const current = workspace?.currentRun;
  const runs = new Map([...newest, ...(current === undefined ? [] : [current])].map((run) => [run.id, run]));
  return [...runs.values()]
    .filter(({ message }) => carriesToken(message, token))
    .reverse()
    .sort((one, other) => timeOf(one) - timeOf(other));
}

const timeOf = ({ createdAt }: Run): number => createdAt?.getTime() ?? 0;
