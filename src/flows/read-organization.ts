import type { Workspace } from '../domain/run.ts';
import type { HcpTerraform, WorkspaceOrder } from './hcp-terraform.ts';

/** Pages that are asked for at the same time; the budget lets no more out in a second anyway. */
const AT_ONCE = 20;

export interface OrganizationReading {
  /** By id, of those that were wanted. */
  readonly workspaces: ReadonlyMap<string, Workspace>;
  readonly pages: number;
  /** When it began (milliseconds). */
  readonly at: number;
}

/**
 * Reads pages of an organization's workspaces until all that are wanted are there; `usual` is how many that were the last
 * time. `undefined` where the list is not shown. Throws `Unreachable`.
 */
export async function readOrganization(
  terraform: Pick<HcpTerraform, 'readWorkspaces'>,
  where: { readonly connection?: string; readonly organization: string },
  {
    order,
    wanted,
    usual,
    at,
  }: {
    readonly order: WorkspaceOrder;
    readonly wanted: ReadonlySet<string>;
    readonly usual: number;
    readonly at: number;
  },
): Promise<OrganizationReading | undefined> {
  const workspaces = new Map<string, Workspace>();
  let pages = 0;
  for (let next = usual; ; next = pages) {
    const numbers = Array.from({ length: Math.max(1, Math.min(next, AT_ONCE)) }, (_, index) => pages + index + 1);
    const read = await Promise.all(numbers.map((number) => terraform.readWorkspaces(where, order, number)));
    pages += numbers.length;
    for (const page of read) {
      if (page === undefined) return undefined;
      for (const workspace of page.workspaces) if (wanted.has(workspace.id)) workspaces.set(workspace.id, workspace);
    }
    if (workspaces.size >= wanted.size || read.some((page) => page?.isLast)) return { workspaces, pages, at };
  }
}
