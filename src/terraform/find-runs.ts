import { carriesToken } from '../domain/planned-run.ts';
import type { Run } from '../domain/run.ts';
import { Unreachable } from '../flows/ports/hcp-terraform.ts';
import type { Access } from './calling/access.ts';
import { readDocument } from './calling/read.ts';
import { parseRuns } from './documents/run-document.ts';
import { readWorkspace } from './read-workspace.ts';

/**
 * Finds runs whose message contains the token: the workspace's current run and the newest page of its runs, oldest
 * first. Throws `Unreachable`, also if the token must not see the runs, since that does not prove that there are none.
 */
export async function findRunsByToken(
  access: Access,
  workspaceId: string,
  token: string,
  operation?: 'plan_only',
): Promise<readonly Run[]> {
  const workspace = await readWorkspace(access, { workspaceId });
  const path = `/workspaces/${encodeURIComponent(workspaceId)}/runs`;
  // Lists omit plan-only runs unless asked for them.
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
