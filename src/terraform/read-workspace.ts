import type { Workspace } from '../domain/run.ts';
import type { Access } from './access.ts';
import { readWithIncludes } from './read.ts';
import { parseWorkspace } from './workspace-document.ts';

const ID = /^ws-[A-Za-z0-9]+$/;

/** By a name in the organization, or by its id, for which the organization does not matter. Throws `Unreachable`. */
export function readWorkspace(access: Access, organization: string, workspace: string): Promise<Workspace | undefined> {
  const path = ID.test(workspace)
    ? `/workspaces/${workspace}`
    : `/organizations/${encodeURIComponent(organization)}/workspaces/${encodeURIComponent(workspace)}`;
  return readWithIncludes(access, { path }, ['current_run,locked_by', 'current_run'], parseWorkspace);
}
