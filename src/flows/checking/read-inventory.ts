import pLimit from 'p-limit';
import type { Inventory, WorkspaceInventory } from '../../domain/inventory.ts';
import type { Workspace } from '../../domain/run.ts';
import type { SlackDirectory } from '../ports/slack-directory.ts';
import type { TerraformSetup } from '../ports/terraform-setup.ts';

/** Workspaces read in parallel, so that a large organization does not wait long for the rate limit. */
const AT_ONCE = 10;

/** The actions of each workspace. Throws `Unreachable`. */
export function readActionsOf(
  setup: TerraformSetup,
  workspaces: readonly Workspace[],
): Promise<readonly WorkspaceInventory[]> {
  const limit = pLimit(AT_ONCE);
  const read = async (workspace: Workspace): Promise<WorkspaceInventory> => ({
    workspace,
    actions: await setup.listActions({}, workspace.id),
  });
  return Promise.all(workspaces.map((workspace) => limit(() => read(workspace))));
}

/** User groups and channels that an allowlist could name. Throws `CouldNotFindOut`. */
export async function readTeamInventory(directory: SlackDirectory): Promise<Pick<Inventory, 'groups' | 'channels'>> {
  const [groups, channels] = await Promise.all([directory.listUserGroups(), directory.listOwnChannels()]);
  return { groups: groups?.filter(({ isDisabled }) => !isDisabled), channels };
}
