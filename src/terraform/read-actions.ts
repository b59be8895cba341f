import { type ActionAddress, parseActionAddress, sameAction } from '../domain/action-address.ts';
import type { ListedAction } from '../domain/listed-action.ts';
import type { InvocationStatus } from '../domain/run.ts';
import type { Access } from './calling/access.ts';
import { readPages } from './calling/read-pages.ts';
import { type ActionItem, actionItemOf, listedActionOf } from './documents/action-document.ts';
import { type Invocation, invocationOf } from './documents/invocation-document.ts';

/** `undefined` if the API does not exist or does not list the action. Throws `Unreachable`. */
export async function readInvocations(
  access: Access,
  workspaceId: string,
  address: string,
  runId: string,
): Promise<readonly InvocationStatus[] | undefined> {
  const ours = parseActionAddress(address);
  if (ours === undefined) return undefined;
  const key = JSON.stringify([workspaceId, address]);
  const kept = access.actionIds.get(key);
  const byKept = kept === undefined ? undefined : await readInvocationsOf(access, [kept], ours, runId);
  // An action that was removed from the configuration and added again has another id.
  if (byKept !== undefined && byKept.length > 0) return byKept;
  const ids = (await findListed(access, workspaceId, ours)).map(({ id }) => id);
  const [only, ...others] = ids;
  if (only !== undefined && others.length === 0) access.actionIds.set(key, only);
  return readInvocationsOf(access, ids, ours, runId);
}

/** `undefined` if none of them is known. */
async function readInvocationsOf(
  access: Access,
  ids: readonly string[],
  ours: ActionAddress,
  runId: string,
): Promise<readonly InvocationStatus[] | undefined> {
  const statuses: InvocationStatus[] = [];
  let known = false;
  for (const id of ids) {
    const path = `/terraform-actions/${encodeURIComponent(id)}/runs/${encodeURIComponent(runId)}/invocations`;
    const invocations = await readPages(access, path);
    known ||= invocations !== undefined;
    const own = (invocations ?? []).map(invocationOf).filter((one) => isOf(ours, one));
    statuses.push(...own.map(({ status }) => status));
  }
  return known ? statuses : undefined;
}

/**
 * How many instances an address invokes according to the workspace's list of actions. `undefined` if the list does not
 * say.
 */
export async function countInstances(
  access: Access,
  workspaceId: string,
  address: string,
): Promise<number | undefined> {
  const ours = parseActionAddress(address);
  if (ours === undefined) return undefined;
  const actions = await findListed(access, workspaceId, ours);
  if (actions.length === 0) return undefined;
  return actions.reduce<number | undefined>((sum, { instances }) => {
    const own = ours.key === undefined ? instances : 1;
    return sum === undefined || own === undefined ? undefined : sum + own;
  }, 0);
}

const readListed = (access: Access, workspaceId: string) =>
  readPages(access, `/workspaces/${encodeURIComponent(workspaceId)}/terraform-actions`);

/** The workspace's actions, each once; `undefined` where the API is not there. Throws `Unreachable`. */
export async function listActions(access: Access, workspaceId: string): Promise<readonly ListedAction[] | undefined> {
  const listed = await readListed(access, workspaceId);
  return listed?.map(listedActionOf).filter((action) => action !== undefined);
}

/** Usually one; instances of a module may be listed separately. */
async function findListed(access: Access, workspaceId: string, ours: ActionAddress): Promise<readonly ActionItem[]> {
  return ((await readListed(access, workspaceId)) ?? [])
    .map(actionItemOf)
    .filter((action) => action !== undefined)
    .filter((action) => sameAction(ours, action));
}

/** An address with a key invokes one instance. Invocations of the others belong to somebody else. */
const isOf = ({ key: ours }: ActionAddress, { key }: Invocation): boolean =>
  ours === undefined || key === undefined || key === String(ours) || key === JSON.stringify(ours);
