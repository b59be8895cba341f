import type { SandboxClock } from '../clock.ts';
import type { SlackSandbox } from '../slack/slack-sandbox.ts';
import type { TerraformSandbox } from '../terraform/server.ts';

export interface PageOptions {
  readonly slack: SlackSandbox;
  readonly terraform: TerraformSandbox;
  /** Default 127.0.0.1. Whatever it is, only calls to a name of this machine itself are answered. */
  readonly host?: string;
  /** Default: any free one. */
  readonly port?: number;
  readonly title?: string;
  /** The id of the person that one is at first; default is the first of the team. */
  readonly startAs?: string;
  /** The id of the channel that one is in at first; default is the first that this person sees. */
  readonly startIn?: string;
  /** The workspace that the pane of HCP Terraform shows at first, by its name. */
  readonly workspace?: string;
  /** The names of the workspaces to choose from; default is the one above. */
  readonly workspaces?: readonly string[];
  /** What a click puts into the composer. */
  readonly suggestions?: readonly string[];
  /** What stands in a channel that has no messages yet, so that a visitor knows where to begin. */
  readonly hint?: string;
  /** What a person is to the team, in a few words, by their id. */
  readonly roles?: Readonly<Record<string, string>>;
  /** Which day is today; default is the machine's own clock. */
  readonly clock?: SandboxClock;
}

/** The names of all workspaces that the page shows, the first one first. */
export function workspacesOf({ workspace, workspaces = [] }: PageOptions): readonly string[] {
  return [...new Set([...(workspace === undefined ? [] : [workspace]), ...workspaces])].toSorted();
}
