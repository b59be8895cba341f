import { parseActionAddress, printActionAddress } from './action-address.ts';
import type { Entry } from './entry.ts';
import { findListed, type ListedAction } from './listed-action.ts';
import type { FilePlaces, OnlineFinding } from './online-finding.ts';
import type { Workspace } from './run.ts';
import { suggest } from './suggest.ts';
import { factsOf, findWorkspaceFaults, hasModuleFault } from './workspace-fault.ts';

/** A workspace of the allowlist as HCP Terraform shows it. */
export interface WorkspaceReading {
  readonly workspace: Workspace;
  /** With the permissions of the token that confirms; `undefined` where that one does not see it. */
  readonly asConfirmer: Workspace | undefined;
  readonly hasApplyToken: boolean;
  /** `undefined` where HCP Terraform shows no such list. */
  readonly actions: readonly ListedAction[] | undefined;
  /** Workspaces that a successful apply starts. */
  readonly triggered: readonly string[];
}

/** The workspace is not there, or the token does not see it; the others of its organization tell what was meant. */
export interface MissingWorkspace {
  readonly workspace: undefined;
  readonly others: readonly string[];
}

/** What HCP Terraform says against an entry. The list of actions may refuse an address, and never permits one. */
export function checkWorkspace(
  entry: Entry,
  reading: WorkspaceReading | MissingWorkspace,
  places: FilePlaces,
): readonly OnlineFinding[] {
  const path = places.pathOfSetting(entry, 'workspace');
  if (reading.workspace === undefined) {
    const { workspace, organization } = entry;
    return [{ code: 'workspace_not_found', path, workspace, organization, near: suggest(workspace, reading.others) }];
  }
  const { workspace } = reading;
  const { organization = entry.organization, name, id } = workspace;
  if (organization !== entry.organization || ![name, id].includes(entry.workspace)) {
    const found = `${organization}/${name}`;
    return [{ code: 'another_workspace', path, workspace: entry.workspace, organization: entry.organization, found }];
  }
  return [
    ...checkRunning(entry, reading).map((finding) => ({ ...finding, path })),
    ...checkTokens(entry, reading).map((finding) => ({ ...finding, path })),
    ...checkAddress(entry, reading).map((finding) => ({ ...finding, path: places.pathOfSetting(entry, 'address') })),
  ];
}

/** A finding whose place is not said yet. */
type Unplaced = OnlineFinding extends infer One ? (One extends OnlineFinding ? Omit<One, 'path'> : never) : never;

function checkRunning(entry: Entry, { workspace, asConfirmer, triggered }: WorkspaceReading): readonly Unplaced[] {
  const { name, terraformVersion: version } = workspace;
  const canConfirm = asConfirmer === undefined ? false : asConfirmer.canQueueApply;
  const found: Unplaced[] = findWorkspaceFaults(name, factsOf(workspace, canConfirm), entry).map((fault) => ({
    code: fault.kind,
    fault,
  }));
  if (entry.apply === 'by_hand' && canConfirm === false)
    found.push({ code: 'cannot_confirm_by_hand', workspace: name });
  if (version !== undefined && hasModuleFault(version))
    found.push({ code: 'terraform_with_module_fault', workspace: name, version });
  if (!workspace.structuredLog) found.push({ code: 'no_structured_output', workspace: name });
  if (triggered.length > 0) found.push({ code: 'starts_other_workspaces', workspace: name, others: triggered });
  return found;
}

/** More than a token needs is what somebody could do who finds it. */
function checkTokens(
  { connection }: Entry,
  { workspace, asConfirmer, hasApplyToken }: WorkspaceReading,
): readonly Unplaced[] {
  const about = { ...(connection !== undefined && { connection }), workspace: workspace.name };
  const creates = { ...about, token: 'creates' } as const;
  const found: Unplaced[] = [];
  if (workspace.canUpdate === true) found.push({ code: 'token_may_change_settings', ...creates });
  else if (hasApplyToken && workspace.canQueueApply === true) found.push({ code: 'token_may_apply', ...creates });
  if (hasApplyToken && asConfirmer?.canUpdate === true)
    found.push({ code: 'token_may_change_settings', ...about, token: 'confirms' });
  return found;
}

function checkAddress(entry: Entry, { workspace: { name }, actions }: WorkspaceReading): readonly Unplaced[] {
  const address = parseActionAddress(entry.address);
  if (address === undefined) return [];
  if (actions === undefined) return [{ code: 'actions_not_shown', workspace: name }];
  if (actions.length === 0) return [{ code: 'no_actions_listed', workspace: name }];
  const listed = findListed(address, actions);
  if (listed.length === 0)
    return [
      { code: 'address_not_listed', address: entry.address, workspace: name, near: nearTo(entry.address, actions) },
    ];
  const instances = listed.reduce((sum, one) => sum + (address.key === undefined ? (one.instances ?? 1) : 1), 0);
  if (instances <= entry.maxInvocations) return [];
  return [
    {
      code: 'more_instances_listed',
      address: entry.address,
      workspace: name,
      instances,
      allowed: entry.maxInvocations,
    },
  ];
}

const MOST_SUGGESTED = 3;

/** First the same action in another module, then another spelling. */
function nearTo(text: string, actions: readonly ListedAction[]): readonly string[] {
  const ours = parseActionAddress(text);
  const sameNames = actions
    .filter(({ address }) => address.type === ours?.type && address.name === ours.name)
    .map(({ address }) => printActionAddress(address));
  const spelled = suggest(
    text,
    actions.map(({ address }) => printActionAddress(address)),
  );
  const others = actions
    .filter(({ address }) => ours !== undefined && suggest(ours.name, [address.name]).length > 0)
    .map(({ address }) => printActionAddress(address));
  return [...new Set([...sameNames, ...spelled, ...others])].slice(0, MOST_SUGGESTED);
}
