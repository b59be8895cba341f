import type { ListedAction } from '../../domain/listed-action.ts';
import type { Workspace } from '../../domain/run.ts';
import type { ConnectionName, HcpTerraform } from './hcp-terraform.ts';

/**
 * How HCP Terraform is set up, for checks and for writing an allowlist. A 404 is `undefined`, which is "not there" as well
 * as "not allowed to see it". Throws `Unreachable` where no answer tells.
 */
export interface TerraformSetup extends Pick<HcpTerraform, 'readWorkspace'> {
  /** The same workspace with the permissions of the token that confirms, discards and cancels. */
  readAsConfirmer(where: ConnectionName, workspace: Workspace): Promise<Workspace | undefined>;
  /** Whether that is another token than the one that creates runs. */
  hasApplyToken(where: ConnectionName): boolean;
  /** Names of the organizations that the token sees. */
  listOrganizations(where: ConnectionName): Promise<readonly string[] | undefined>;
  /** All workspaces of an organization that the token sees, by name. */
  listWorkspaces(where: ConnectionName & { readonly organization: string }): Promise<readonly Workspace[] | undefined>;
  /** The actions of the workspace's configuration, as far as HCP Terraform lists them. */
  listActions(where: ConnectionName, workspaceId: string): Promise<readonly ListedAction[] | undefined>;
  /** Names of the workspaces in which a successful apply in this one starts a run. */
  listTriggered(where: ConnectionName, workspaceId: string): Promise<readonly string[] | undefined>;
}
