import { canonicalJson } from './canonical-json.ts';
import type { Said } from './said.ts';

/** A run as one read returned it. Never contains a log's address, which is a secret that opens the log. */
export interface Run {
  readonly id: string;
  /** HCP Terraform's status; `phaseOf` reads it. */
  readonly status: string;
  readonly message: string;
  readonly planOnly: boolean;
  /** What the run was created with. Only fresh reads have it: it is compared and not stored. */
  readonly echo: RunEcho;
  readonly createdAt: Date | undefined;
  /** The owner of the token or session that created it, if the read included that. */
  readonly createdBy: string | undefined;
  /** When a cancel took effect. Absent if none did. */
  readonly canceledAt?: Date;
  /** By status with dashes, such as `planned-at`. Not every status has one. */
  readonly timestamps: Readonly<Record<string, string>>;
  /** `actions`: what the run's status allows. `permissions`: what the token that read it may do. */
  readonly actions: { readonly confirmable: boolean; readonly discardable: boolean; readonly cancelable: boolean };
  readonly permissions: { readonly apply: boolean; readonly discard: boolean; readonly cancel: boolean };
  readonly plan: RunPlan | undefined;
  readonly apply: RunApply | undefined;
}

/** What the run was created with according to HCP Terraform, by its own names. Variable values are HCL literals. */
export interface RunEcho {
  readonly workspace: string | undefined;
  readonly 'configuration-version': string | undefined;
  readonly message: string | undefined;
  readonly 'invoke-action-addrs': Said<readonly string[]>;
  readonly variables: Said<readonly RunVariable[]>;
  readonly 'auto-apply': Said<boolean>;
  readonly 'plan-only': Said<boolean>;
  readonly 'is-destroy': Said<boolean>;
  readonly 'save-plan': Said<boolean>;
  readonly 'target-addrs': Said<readonly string[]>;
  readonly 'replace-addrs': Said<readonly string[]>;
}

export interface RunVariable {
  readonly key: string;
  readonly value: string;
}

/** The part of a read that is stored. It has no variable values, so that a request can be forgotten. */
export type KeptRun = Omit<Run, 'echo'>;

export function keptOf(run: Run | KeptRun): KeptRun {
  const { echo: _, ...kept } = { echo: undefined, ...run };
  return kept;
}

/** What people see of a run, as one text to compare. A poll that does not change it is not stored. */
export const shownOf = (run: KeptRun): string =>
  // A run from the store has its keys in another order than a freshly read one.
  canonicalJson([run.status, run.actions, run.permissions, run.plan, run.apply]);

export interface RunPlan {
  readonly id: string;
  readonly status: string | undefined;
  /** Additions, changes, destructions and imports together. `undefined` unless the plan has each as a whole number. */
  readonly resourceChanges: number | undefined;
  readonly actionInvocations: Said<number>;
}

/** True once its plan is done, whatever happened since. */
export const isPlanned = ({ plan, timestamps }: Pick<Run, 'plan' | 'timestamps'>): boolean =>
  plan?.status === 'finished' || Object.hasOwn(timestamps, 'planned-at');

export interface RunApply {
  readonly id: string;
  readonly status: string | undefined;
  readonly actionInvocations: Said<number>;
  readonly actionFailures: Said<number>;
}

/** Average durations of the workspace's last runs (milliseconds). Absent if HCP Terraform does not say. */
export interface UsualDurations {
  readonly plan?: number;
  readonly apply?: number;
}

/** A workspace, as far as requests and waiting need it. */
export interface Workspace {
  readonly id: string;
  readonly name: string;
  readonly organization: string | undefined;
  /** `undefined` if nothing was ever uploaded. */
  readonly configurationVersionId: string | undefined;
  /** False only if HCP Terraform says that there is none. */
  readonly hasConfiguration: boolean | undefined;
  /** `remote`, `agent` or `local`. */
  readonly executionMode: string | undefined;
  /** An exact version, or a constraint such as `~> 1.9.0` or `latest`. */
  readonly terraformVersion: string | undefined;
  /** Whether the token that reads and creates runs may create them here. */
  readonly canQueueRun: boolean | undefined;
  /** Whether the token that reads may apply runs here. If another token confirms, ask `HcpTerraform.mayConfirm`. */
  readonly canQueueApply: boolean | undefined;
  /** Whether the token that reads may change the workspace's settings, which no run needs. */
  readonly canUpdate: boolean | undefined;
  readonly locked: boolean;
  readonly lockedReason: string | undefined;
  /** Who holds the lock, in words. `undefined` if HCP Terraform does not say. */
  readonly lockedBy: string | undefined;
  /** Its logs are Terraform's JSON. */
  readonly structuredLog: boolean;
  readonly usual: UsualDurations;
  readonly currentRun: Run | undefined;
  readonly currentRunId: string | undefined;
}

/** The status of one invocation of the action, from HCP Terraform's actions API. `undefined`: it has not ended. */
export type InvocationStatus = 'successful' | 'failed' | 'not_invoked' | undefined;
