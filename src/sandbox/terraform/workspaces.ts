import type { ActionOptions, DeclaredAction } from './actions.ts';
import type { HoldingStatus } from './holding-status.ts';
import type { JsonObject } from './json.ts';
import type { Identity } from './people.ts';
import type { ResourceCounts } from './resource-counts.ts';

/** Where a planned run stops for a person: the last of the checks that the workspace has. */
type RestingStatus = 'planned' | 'post_plan_completed' | 'cost_estimated' | 'policy_checked';

/** What differs between workspaces, and what nobody outside HashiCorp knows for sure: each test picks the reality it wants. */
export interface WorkspaceSettings {
  /** As the workspace says it, so a constraint such as `>= 1.14` too. */
  readonly terraformVersion: string;
  /** `local` does not run anything in HCP Terraform; the other two run alike here. */
  readonly executionMode: 'remote' | 'agent' | 'local';
  /** JSON lines in the logs; false: text with ANSI codes. */
  readonly structured: boolean;
  readonly autoApply: boolean;
  /** Names of the workspaces in which a successful apply here starts a run. */
  readonly triggers: readonly string[];
  /** What the workspace says its last runs took on average (milliseconds). */
  readonly averages: { readonly plan: number | null; readonly apply: number | null };
  readonly restsAt: RestingStatus;
  /** A check that keeps every run until a person decides about it. */
  readonly holdsAt: HoldingStatus | undefined;
  /** Which of its `actions` flags a run has that such a check keeps, which is documented for `policy_override` alone. */
  readonly heldIs: 'discardable' | 'cancelable' | 'neither';
  /** Whether a run passes `fetching` and `fetching_completed` first. */
  readonly fetches: boolean;
  /** Which of its `actions` flags a pending run has; the sample says cancelable, the text says that discarding works. */
  readonly pendingIs: 'cancelable' | 'discardable';
  /** Terraform goes on after a cancel, and only force-cancel ends it. */
  readonly ignoresCancel: boolean;
  /** Planned changes of resources of an action run. */
  readonly resourceChanges: Partial<ResourceCounts>;
  readonly actionRunsHaveChanges: boolean;
  /** `action-invocations` of a plan, which the schema does not have. */
  readonly planCounts: 'present' | 'absent' | 'null';
  /** `action-invocations` and `action-failures` of an apply. */
  readonly applyCounts: 'present' | 'absent' | 'null';
  /**
   * What documents of its runs, plans and applies say instead of the truth, by attribute, and by relationship with another
   * id; `undefined` leaves it out.
   */
  readonly runsSay: JsonObject;
  readonly plansSay: JsonObject;
  readonly appliesSay: JsonObject;
  readonly actionsApi: 'on' | 'off' | 'after_first_run';
  /** Whether the list of actions tells all instances, or one where `for_each` or `caller` make a run invoke more. */
  readonly listedInstances: 'all' | 'one';
  /** Whether a listed address has its module in it; the sample says relative. */
  readonly listedAddresses: 'relative' | 'full';
  /** So many reads of the invocations after the end of a run say no final status yet. */
  readonly finalStatusReads: number;
  readonly finalStatusMeanwhile: 'null' | 'absent';
}

export interface WorkspaceOptions extends Partial<WorkspaceSettings> {
  readonly name: string;
  readonly organization?: string;
  readonly actions?: readonly ActionOptions[];
  /** false: nothing was uploaded yet. */
  readonly configuration?: boolean;
}

export interface ConfigurationVersion {
  readonly id: string;
  readonly actions: readonly DeclaredAction[];
  readonly uploadedAt: number;
}

export interface Workspace {
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  readonly organization: string;
  readonly createdAt: number;
  settings: WorkspaceSettings;
  readonly configurations: ConfigurationVersion[];
  /** The run at the head of the queue, also while it is pending; after its end it stays until the next one. */
  currentRunId: string | undefined;
  lock: { readonly by: Identity; readonly reason: string | null } | undefined;
}

export function currentConfiguration(workspace: Workspace): ConfigurationVersion | undefined {
  return workspace.configurations.at(-1);
}

export function currentActions(workspace: Workspace): readonly DeclaredAction[] {
  return currentConfiguration(workspace)?.actions ?? [];
}

/** The version that a run would use; a constraint picks the newest the sandbox knows. */
export function concreteVersion(workspace: Workspace): string {
  const version = /^\d+\.\d+\.\d+/.exec(workspace.settings.terraformVersion)?.[0];
  return version ?? '1.16.0';
}

export function isVersionAtLeast(version: string, major: number, minor: number): boolean {
  const [ownMajor = 0, ownMinor = 0] = version.split('.').map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}
