import type { Inventory, WorkspaceInventory } from '../../domain/inventory.ts';
import type { Workspace } from '../../domain/run.ts';
import type { SlackDirectory } from '../ports/slack-directory.ts';
import type { TerraformSetup } from '../ports/terraform-setup.ts';

/** The actions of each workspace. Throws `Unreachable`. */
export const readActionsOf = (
  setup: TerraformSetup,
  workspaces: readonly Workspace[],
): Promise<readonly WorkspaceInventory[]> =>
  Promise.all(workspaces.map(async (workspace) => ({ workspace, actions: await setup.listActions({}, workspace.id) })));

/** The user groups and channels that an allowlist could name. Throws `CouldNotFindOut`. */
export async function readTeamInventory(directory: SlackDirectory): Promise<Pick<Inventory, 'groups' | 'channels'>> {
  const [groups, channels] = await Promise.all([directory.listUserGroups(), directory.listOwnChannels()]);
  return { groups: groups?.filter(({ isDisabled }) => !isDisabled), channels };
}
