import pLimit from 'p-limit';
import type { MissingWorkspace, WorkspaceReading } from '../../domain/check-workspaces.ts';
import type { Entry } from '../../domain/entry.ts';
import { Unreachable } from '../ports/hcp-terraform.ts';
import type { TerraformSetup } from '../ports/terraform-setup.ts';

/** Workspaces read in parallel. The rate limit is enforced below this. */
const AT_ONCE = 5;

export type ReadWorkspace = WorkspaceReading | MissingWorkspace | { readonly unreachable: string };

/** The workspace of each entry, read once even if several entries share it. */
export async function readWorkspacesOf(
  setup: TerraformSetup,
  entries: readonly Entry[],
): Promise<readonly (readonly [Entry, ReadWorkspace])[]> {
  const limit = pLimit(AT_ONCE);
  const readings = new Map<string, Promise<ReadWorkspace>>();
  const read = (entry: Entry): Promise<ReadWorkspace> => {
    const key = JSON.stringify([entry.connection, entry.organization, entry.workspace]);
    const known = readings.get(key) ?? limit(() => readOne(setup, entry));
    readings.set(key, known);
    return known;
  };
  return Promise.all(entries.map(async (entry) => [entry, await read(entry)] as const));
}

/** Only used for suggestions, so a list that cannot be read hides no finding. */
async function listNames(setup: TerraformSetup, entry: Entry): Promise<readonly string[]> {
  try {
    return ((await setup.listWorkspaces(entry)) ?? []).map(({ name }) => name);
  } catch (error) {
    if (error instanceof Unreachable) return [];
    throw error;
  }
}

async function readOne(setup: TerraformSetup, entry: Entry): Promise<ReadWorkspace> {
  try {
    const workspace = await setup.readWorkspace(entry);
    if (workspace === undefined) {
      return { workspace, others: await listNames(setup, entry) };
    }
    const [asConfirmer, actions, triggered = []] = await Promise.all([
      setup.readAsConfirmer(entry, workspace),
      setup.listActions(entry, workspace.id),
      setup.listTriggered(entry, workspace.id),
    ]);
    return { workspace, asConfirmer, hasApplyToken: setup.hasApplyToken(entry), actions, triggered };
  } catch (error) {
    if (error instanceof Unreachable) return { unreachable: error.message };
    throw error;
  }
}
