import type { ActionOptions, DeclaredAction } from './actions.ts';
import type { HoldingStatus } from './holding-status.ts';
import type { JsonObject } from './json.ts';
import type { Identity } from './people.ts';
import type { ResourceCounts } from './resource-counts.ts';

/** Where a planned run waits for a person: after the workspace's last check. */
type RestingStatus = 'planned' | 'post_plan_completed' | 'cost_estimated' | 'policy_checked';

/**
 * What differs between workspaces, and what is not documented for certain: each test chooses the behaviour that it
 * needs.
 */
export interface WorkspaceSettings {
  /** As the workspace's document says it, including constraints such as `>= 1.14`. */
  readonly terraformVersion: string;
  /** `local` runs nothing in HCP Terraform. The other two behave alike here. */
  readonly executionMode: 'remote' | 'agent' | 'local';
  /** True: the logs are JSON lines. False: text with ANSI codes. */
  readonly structured: boolean;
  readonly autoApply: boolean;
  /** Names of the workspaces in which a successful apply here starts a run. */
  readonly triggers: readonly string[];
  /** The average durations that the workspace reports for its last runs (milliseconds). */
  readonly averages: { readonly plan: number | null; readonly apply: number | null };
  readonly restsAt: RestingStatus;
  /** A check that holds every run until a person decides about it. */
  readonly holdsAt: HoldingStatus | undefined;
  /** The `actions` flag of a run that such a check holds. Documented only for `policy_override`. */
  readonly heldIs: 'discardable' | 'cancelable' | 'neither';
  /** True if a run passes through `fetching` and `fetching_completed` first. */
  readonly fetches: boolean;
  /**
   * The `actions` flag of a pending run. The documented sample says cancelable, its text says that discarding works.
   */
  readonly pendingIs: 'cancelable' | 'discardable';
  /** True if Terraform ignores a cancel, so that only force-cancel ends the run. */
  readonly ignoresCancel: boolean;
  /** Resource changes in the plan of an action run. */
  readonly resourceChanges: Partial<ResourceCounts>;
  readonly actionRunsHaveChanges: boolean;
  /** A plan's `action-invocations`, which is not in the schema. */
  readonly planCounts: 'present' | 'absent' | 'null';
  /** An apply's `action-invocations` and `action-failures`. */
  readonly applyCounts: 'present' | 'absent' | 'null';
  /**
   * Attributes, and ids of relationships, that documents of its runs, plans and applies have instead of the real ones.
   * `undefined` omits one.
   */
  readonly runsSay: JsonObject;
  readonly plansSay: JsonObject;
  readonly appliesSay: JsonObject;
  readonly actionsApi: 'on' | 'off' | 'after_first_run';
  /**
   * Whether the list of actions shows all instances, or only one although `for_each` or `caller` make a run invoke
   * more.
   */
  readonly listedInstances: 'all' | 'one';
  /** Whether listed addresses include the module. The documented sample is relative. */
  readonly listedAddresses: 'relative' | 'full';
  /** The number of reads after a run's end that do not have the final status yet. */
  readonly finalStatusReads: number;
  readonly finalStatusMeanwhile: 'null' | 'absent';
}

export interface WorkspaceOptions extends Partial<WorkspaceSettings> {
  readonly name: string;
  readonly organization?: string;
  readonly actions?: readonly ActionOptions[];
  /** False: nothing was uploaded yet. */
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
  /** The run at the head of the queue, even while it is pending. It stays there after its end until the next one. */
  currentRunId: string | undefined;
  lock: { readonly by: Identity; readonly reason: string | null } | undefined;
}

export function currentConfiguration(workspace: Workspace): ConfigurationVersion | undefined {
  return workspace.configurations.at(-1);
}

export function currentActions(workspace: Workspace): readonly DeclaredAction[] {
  return currentConfiguration(workspace)?.actions ?? [];
}

/** The version that a run would use. A constraint picks the newest version that the sandbox knows. */
export function concreteVersion(workspace: Workspace): string {
  const version = /^\d+\.\d+\.\d+/.exec(workspace.settings.terraformVersion)?.[0];
  return version ?? '1.16.0';
}

export function isVersionAtLeast(version: string, major: number, minor: number): boolean {
  const [ownMajor = 0, ownMinor = 0] = version.split('.').map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}
