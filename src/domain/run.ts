import { canonicalJson } from './canonical-json.ts';
import type { Said } from './said.ts';

/** What one reading of a run said. It never carries a log's address, which is a secret that opens the log. */
export interface Run {
  readonly id: string;
  /** HCP Terraform's own word; `phaseOf` reads it. */
  readonly status: string;
  readonly message: string;
  readonly planOnly: boolean;
  /** Only a fresh reading has it: it is compared, and not kept. */
  readonly echo: RunEcho;
  readonly createdAt: Date | undefined;
  /** Who owns the token or the session that created it, where the reading included that. */
  readonly createdBy: string | undefined;
  /** When a cancel of it began to take effect; absent where none has. */
  readonly canceledAt?: Date;
  /** By status with dashes, such as `planned-at`; sparse. */
  readonly timestamps: Readonly<Record<string, string>>;
  /** What the run allows in its status, and what the token that read it may do. */
  readonly actions: { readonly confirmable: boolean; readonly discardable: boolean; readonly cancelable: boolean };
  readonly permissions: { readonly apply: boolean; readonly discard: boolean; readonly cancel: boolean };
  readonly plan: RunPlan | undefined;
  readonly apply: RunApply | undefined;
}

/** What HCP Terraform says that the run was created with, by its own names. Values of variables are HCL literals. */
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

/** What is kept of a reading. Values of variables stay out of it, since a request can be forgotten. */
export type KeptRun = Omit<Run, 'echo'>;

export function keptOf(run: Run | KeptRun): KeptRun {
  const { echo: _, ...kept } = { echo: undefined, ...run };
  return kept;
}

/** What a person sees of a run, as one text to compare; a reading that changes none of it is not written. */
export const shownOf = (run: KeptRun): string =>
  // A reading that comes back from the store has its keys in another order than one that was just made.
  canonicalJson([run.status, run.actions, run.permissions, run.plan, run.apply]);

export interface RunPlan {
  readonly id: string;
  readonly status: string | undefined;
  /** Additions, changes, destructions and imports together; `undefined` where the plan does not say each as a whole number. */
  readonly resourceChanges: number | undefined;
  readonly actionInvocations: Said<number>;
}

/** Whether its plan is done, whatever it does since. */
export const isPlanned = ({ plan, timestamps }: Pick<Run, 'plan' | 'timestamps'>): boolean =>
  plan?.status === 'finished' || Object.hasOwn(timestamps, 'planned-at');

export interface RunApply {
  readonly id: string;
  readonly status: string | undefined;
  readonly actionInvocations: Said<number>;
  readonly actionFailures: Said<number>;
}

/** How long its last runs took on average (milliseconds); absent where HCP Terraform does not say. */
export interface UsualDurations {
  readonly plan?: number;
  readonly apply?: number;
}

/** A workspace as far as asking and waiting need it. */
export interface Workspace {
  readonly id: string;
  readonly name: string;
  readonly organization: string | undefined;
  /** Absent while nothing was ever uploaded. */
  readonly configurationVersionId: string | undefined;
  /** False only where HCP Terraform says that there is none. */
  readonly hasConfiguration: boolean | undefined;
  /** `remote`, `agent` or `local`. */
  readonly executionMode: string | undefined;
  /** An exact version, or a constraint such as `~> 1.9.0` or `latest`. */
  readonly terraformVersion: string | undefined;
  /** Whether the token that reads, which is the one that creates runs, may create them here. */
  readonly canQueueRun: boolean | undefined;
  /** Whether the token that reads may apply runs here. Where another token confirms, ask `HcpTerraform.mayConfirm`. */
  readonly canQueueApply: boolean | undefined;
  /** Whether the token that reads may change the workspace's settings, which no run needs. */
  readonly canUpdate: boolean | undefined;
  readonly locked: boolean;
  readonly lockedReason: string | undefined;
  /** Who holds the lock, in words; `undefined` where HCP Terraform does not say. */
  readonly lockedBy: string | undefined;
  /** Its logs are Terraform's own JSON. */
  readonly structuredLog: boolean;
  readonly usual: UsualDurations;
  readonly currentRun: Run | undefined;
  readonly currentRunId: string | undefined;
}

/** One invocation of the action in a run, as HCP Terraform's actions API has it. `undefined`: it has not ended. */
export type InvocationStatus = 'successful' | 'failed' | 'not_invoked' | undefined;
