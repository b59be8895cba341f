import type { SandboxClock } from '../clock.ts';
import type { SlackSandbox } from '../slack/slack-sandbox.ts';
import type { TerraformSandbox } from '../terraform/server.ts';

export interface PageOptions {
  readonly slack: SlackSandbox;
  readonly terraform: TerraformSandbox;
  /** Default 127.0.0.1. In any case, only calls to a name of this machine are answered. */
  readonly host?: string;
  /** Default: any free port. */
  readonly port?: number;
  readonly title?: string;
  /** The id of the first person. Default: the first one of the team. */
  readonly startAs?: string;
  /** The id of the first channel. Default: the first one that this person sees. */
  readonly startIn?: string;
  /** The name of the workspace that the HCP Terraform pane shows first. */
  readonly workspace?: string;
  /** The names of the workspaces to choose from. Default: only the one above. */
  readonly workspaces?: readonly string[];
  /** Commands that a click puts into the composer. */
  readonly suggestions?: readonly string[];
  /** Shown in a channel without messages, so that a visitor knows where to begin. */
  readonly hint?: string;
  /** The role of each person in a few words, by id. */
  readonly roles?: Readonly<Record<string, string>>;
  /** Decides which day is today. Default: the system clock. */
  readonly clock?: SandboxClock;
}

/** The names of all workspaces on the page, the first one first. */
export function workspacesOf({ workspace, workspaces = [] }: PageOptions): readonly string[] {
  return [...new Set([...(workspace === undefined ? [] : [workspace]), ...workspaces])].toSorted();
}
