import type { ListedRun } from '../../domain/compare-record.ts';
import type { ConnectionName, HcpTerraform } from './hcp-terraform.ts';

/** HCP Terraform's lists of runs, which it allows 30 times a minute. Throws `Unreachable` where no answer tells. */
export interface RunLists extends Pick<HcpTerraform, 'readWorkspace' | 'readRun'> {
  /** Ids of the users that the connection's tokens belong to. */
  readIdentities(where: ConnectionName): Promise<ReadonlySet<string>>;
  /**
   * Every run of the workspace that was created since then, without plan-only ones. Waits so that other calls always
   * have run lists left. `undefined` if the token must not see them.
   */
  listRuns(where: ConnectionName, workspaceId: string, since: Date): Promise<readonly ListedRun[] | undefined>;
}
