import type { Workspace } from '../domain/run.ts';
import type { WorkspaceName } from '../flows/ports/hcp-terraform.ts';
import type { Access } from './calling/access.ts';
import { readDocument, readWithIncludes } from './calling/read.ts';
import { parseWorkspace } from './documents/workspace-document.ts';

/** Names of this form in the allowlist are ids of HCP Terraform; everything else is a name. */
const ID = /^ws-[A-Za-z0-9]+$/;

/**
 * Reads a workspace by its name in the organization, or by its id, for which the organization does not matter. Throws
 * `Unreachable`.
 */
export function readWorkspace(access: Access, where: WorkspaceName): Promise<Workspace | undefined> {
  const path =
    'workspaceId' in where
      ? `/workspaces/${encodeURIComponent(where.workspaceId)}`
      : ID.test(where.workspace)
        ? `/workspaces/${where.workspace}`
        : `/organizations/${encodeURIComponent(where.organization)}/workspaces/${encodeURIComponent(where.workspace)}`;
  return readWithIncludes(access, { path }, ['current_run,locked_by', 'current_run'], parseWorkspace);
}

/**
 * Whether the token that confirms may apply runs in the workspace. `undefined` if HCP Terraform does not say.
 * Permissions are those of the token that reads, so the workspace is read again if another token confirms. Throws
 * `Unreachable`.
 */
export async function mayConfirm(access: Access, workspace: Workspace): Promise<boolean | undefined> {
  const asConfirmer = await readAsConfirmer(access, workspace);
  return asConfirmer === undefined ? false : asConfirmer.canQueueApply;
}

/** The workspace with the permissions of the token that confirms; `undefined` where that one does not see it. */
export async function readAsConfirmer(access: Access, workspace: Workspace): Promise<Workspace | undefined> {
  if (access.actingToken === access.token) return workspace;
  const reading = { path: `/workspaces/${encodeURIComponent(workspace.id)}`, token: access.actingToken };
  return readDocument(access, reading, parseWorkspace);
}
