import { z } from 'zod';
import type { Workspace } from '../domain/run.ts';
import type { Access } from './calling/access.ts';
import { readPages } from './calling/read-pages.ts';
import { text } from './documents/json-api.ts';
import { workspaceOf } from './documents/workspace-document.ts';

/** Names of the organizations that the token sees. Throws `Unreachable`. */
export async function listOrganizations(access: Access): Promise<readonly string[] | undefined> {
  const all = await readPages(access, '/organizations');
  return all?.map(({ id }) => id).sort();
}

/** Every workspace of the organization that the token sees, by name. Throws `Unreachable`. */
export async function listWorkspaces(access: Access, organization: string): Promise<readonly Workspace[] | undefined> {
  const all = await readPages(access, `/organizations/${encodeURIComponent(organization)}/workspaces`);
  return all
    ?.map((one) => workspaceOf(one, []))
    .filter((one) => one !== undefined)
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

const trigger = z.object({ 'workspace-name': text });

/** Names of the workspaces in which a successful apply in this one starts a run. Throws `Unreachable`. */
export async function listTriggered(access: Access, workspaceId: string): Promise<readonly string[] | undefined> {
  const path = `/workspaces/${encodeURIComponent(workspaceId)}/run-triggers`;
  const all = await readPages(access, path, { 'filter[run-trigger][type]': 'outbound' });
  const names = all?.map(({ attributes }) => trigger.safeParse(attributes).data?.['workspace-name']);
  return names?.filter((name) => name !== undefined).sort();
}
