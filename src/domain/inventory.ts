import type { ListedAction } from './listed-action.ts';
import type { Workspace } from './run.ts';
import type { ListedChannel, ListedGroup } from './slack-listing.ts';

/** A workspace with its actions; `undefined` where HCP Terraform does not show them. */
export interface WorkspaceInventory {
  readonly workspace: Workspace;
  readonly actions: readonly ListedAction[] | undefined;
}

/** The workspaces, actions, groups and channels that an allowlist can name. */
export interface Inventory {
  readonly organization: string;
  readonly workspaces: readonly WorkspaceInventory[];
  /** Without those that are disabled; `undefined` where the Slack team's plan has none. */
  readonly groups: readonly ListedGroup[] | undefined;
  readonly channels: readonly ListedChannel[];
  /** The channels in which alone actions may be asked for; empty: every channel that the bot is in. */
  readonly askedIn: readonly ListedChannel[];
}

/** Of all workspaces, those that an allowlist is written for: where some have actions, the others are left out. */
export function worthNaming(all: readonly WorkspaceInventory[]): readonly WorkspaceInventory[] {
  const withActions = all.filter(({ actions }) => actions === undefined || actions.length > 0);
  return withActions.length > 0 ? withActions : all;
}
