import type { Workspace } from '../../domain/run.ts';
import type { Clock } from '../ports/clock.ts';
import type { HcpTerraform, WorkspaceOrder } from '../ports/hcp-terraform.ts';

/** Pages requested in parallel. The rate limit would not allow more per second anyway. */
const AT_ONCE = 20;

interface OrganizationDeps {
  readonly terraform: Pick<HcpTerraform, 'readWorkspaces'>;
  readonly clock: Clock;
}

export interface OrganizationToRead {
  readonly connection: string | undefined;
  readonly organization: string;
  readonly order: WorkspaceOrder;
  /** The number of pages last time. */
  readonly usual: number;
  /**
   * Receives each page with the time when its reading began (milliseconds). Returns true when nothing more is needed.
   */
  readonly take: (workspaces: readonly Workspace[], at: number) => boolean;
}

/**
 * Reads pages of an organization's workspaces until nothing more is needed, and returns their number. `undefined` if
 * the token must not see the list. Throws `Unreachable`.
 */
export async function readOrganization(
  { terraform, clock }: OrganizationDeps,
  { connection, organization, order, usual, take }: OrganizationToRead,
): Promise<number | undefined> {
  const where = { organization, ...(connection === undefined ? {} : { connection }) };
  let asked = 0;
  let isOver = false;
  let isShown = true;
  const readNext = async (): Promise<void> => {
    asked += 1;
    const at = clock.now();
    const page = await terraform.readWorkspaces(where, order, asked);
    if (page === undefined) isShown = false;
    const isSeen = page !== undefined && take(page.workspaces, at);
    if (isSeen || page === undefined || page.isLast) isOver = true;
  };
  const readUsual = async (): Promise<void> => {
    while (!isOver && asked < usual) await readNext();
  };
  await Promise.all(Array.from({ length: Math.min(usual, AT_ONCE) }, readUsual));
  while (!isOver) await readNext();
  return isShown ? asked : undefined;
}
