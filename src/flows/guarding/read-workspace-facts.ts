import type { Entry } from '../../domain/entry.ts';
import type { Workspace } from '../../domain/run.ts';
import { factsOf, type WorkspaceFacts } from '../../domain/workspace-fault.ts';
import type { HcpTerraform } from '../ports/hcp-terraform.ts';

/** What the workspace says about itself. The token that confirms is checked only if the bot confirms by itself. */
export const readWorkspaceFacts = async (
  terraform: HcpTerraform,
  entry: Entry,
  workspace: Workspace,
): Promise<WorkspaceFacts> =>
  factsOf(workspace, entry.apply === 'automatic' ? await terraform.mayConfirm(entry, workspace) : undefined);
