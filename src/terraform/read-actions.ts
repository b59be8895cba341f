import { z } from 'zod';
import { type ActionAddress, parseActionAddress, sameAction } from '../domain/action-address.ts';
import type { InvocationStatus } from '../domain/run.ts';
import { Unreachable } from '../flows/hcp-terraform.ts';
import { listDocument, type Resource } from './documents.ts';
import type { Identity } from './identity.ts';

/** A list that names ever further pages is cut off there. */
const MOST_PAGES = 20;

const actionAttributes = z.object({
  address: z.string(),
  'module-address': z.string().nullish(),
  'instance-type': z.string().nullish(),
  'count-value': z.number().nullish(),
  'for-each-values': z.array(z.unknown()).nullish(),
});

const invocationAttributes = z.object({
  'final-status': z.string().nullish(),
  'action-key': z.union([z.string(), z.number()]).nullish(),
});

/** All pages; `undefined` where the API is not there. These lists tell of a next page by their links alone. */
async function readPages(identity: Identity, path: string): Promise<readonly Resource[] | undefined> {
  const all: Resource[] = [];
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const answer = await identity.get(`${path}?page%5Bnumber%5D=${page}&page%5Bsize%5D=100`);
    if (answer === undefined) return page === 1 ? undefined : all;
    const read = listDocument.safeParse(answer.body);
    if (!read.success) throw new Unreachable('the answer could not be read');
    all.push(...read.data.data);
    if (typeof read.data.links?.next !== 'string' || read.data.data.length === 0) break;
  }
  return all;
}

interface ListedAction {
  readonly id: string;
  readonly instances: number | undefined;
}

async function findAction(
  identity: Identity,
  workspaceId: string,
  address: ActionAddress,
): Promise<ListedAction | undefined> {
  const listed = await readPages(identity, `/workspaces/${encodeURIComponent(workspaceId)}/terraform-actions`);
  for (const action of listed ?? []) {
    const read = actionAttributes.safeParse(action.attributes);
    if (!read.success) continue;
    const { address: shown, 'module-address': moduleAddress } = read.data;
    if (sameAction(address, { address: shown, moduleAddress: moduleAddress ?? undefined })) {
      return { id: action.id, instances: countIn(read.data) };
    }
  }
  return undefined;
}

function countIn(action: z.infer<typeof actionAttributes>): number | undefined {
  if (action['instance-type'] === 'count') return action['count-value'] ?? undefined;
  if (action['instance-type'] === 'for_each') return action['for-each-values']?.length;
  return action['instance-type'] === undefined ||
    action['instance-type'] === null ||
    action['instance-type'] === 'single'
    ? 1
    : undefined;
}

/** `undefined` where the API is not there or does not list the action. */
export async function readInvocations(
  identity: Identity,
  workspaceId: string,
  address: string,
  runId: string,
): Promise<readonly InvocationStatus[] | undefined> {
  const parsed = parseActionAddress(address);
  const action = parsed === undefined ? undefined : await findAction(identity, workspaceId, parsed);
  if (parsed === undefined || action === undefined) return undefined;
  const path = `/terraform-actions/${encodeURIComponent(action.id)}/runs/${encodeURIComponent(runId)}/invocations`;
  const invocations = await readPages(identity, path);
  return invocations
    ?.map(({ attributes }) => invocationAttributes.parse(attributes ?? {}))
    .filter((one) => isOf(parsed, one))
    .map(statusOf);
}

/** An address with a key invokes one instance; invocations of the others are not ours. */
const isOf = ({ key }: ActionAddress, { 'action-key': actual }: z.infer<typeof invocationAttributes>): boolean =>
  key === undefined || actual === undefined || actual === null || String(actual) === String(key);

function statusOf({ 'final-status': status }: z.infer<typeof invocationAttributes>): InvocationStatus {
  return status === 'successful' || status === 'failed' || status === 'not_invoked' ? status : undefined;
}

/** How many instances one address invokes; `undefined` where the list does not tell. */
export async function countInstances(
  identity: Identity,
  workspaceId: string,
  address: string,
): Promise<number | undefined> {
  const parsed = parseActionAddress(address);
  if (parsed === undefined) return undefined;
  const action = await findAction(identity, workspaceId, parsed);
  if (action === undefined) return undefined;
  return parsed.key === undefined ? action.instances : 1;
}
