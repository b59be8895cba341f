import { canonicalJson } from './digest.ts';

/** What one reading of a run said. It never carries a log's address, which is a secret that opens the log. */
export interface Run {
  readonly id: string;
  /** HCP Terraform's own word; `phaseOf` reads it. */
  readonly status: string;
  readonly message: string;
  readonly workspaceId: string | undefined;
  readonly configurationVersionId: string | undefined;
  readonly addresses: readonly string[];
  readonly isDestroy: boolean;
  readonly planOnly: boolean;
  readonly createdAt: Date | undefined;
  /** Who owns the token or the session that created it, where the reading included that. */
  readonly createdBy: string | undefined;
  /** By status with dashes, such as `planned-at`; sparse. */
  readonly timestamps: Readonly<Record<string, string>>;
  /** What the run allows in its status, and what the token that read it may do. */
  readonly actions: { readonly confirmable: boolean; readonly discardable: boolean; readonly cancelable: boolean };
  readonly permissions: { readonly apply: boolean; readonly discard: boolean; readonly cancel: boolean };
  readonly plan: RunPlan | undefined;
  readonly apply: RunApply | undefined;
}

/** What a person sees of a run, as one text to compare; a reading that changes none of it is not written. */
export const shownOf = (run: Run): string =>
  // A reading that comes back from the store has its keys in another order than one that was just made.
  canonicalJson([run.status, run.actions, run.permissions, run.plan, run.apply]);

export interface RunPlan {
  readonly id: string;
  readonly status: string | undefined;
  /** Additions, changes, destructions and imports together; `undefined` where the plan does not say. */
  readonly resourceChanges: number | undefined;
  readonly actionInvocations: number | undefined;
}

/** Whether its plan is done, whatever it does since. */
export const isPlanned = ({ plan, timestamps }: Pick<Run, 'plan' | 'timestamps'>): boolean =>
  plan?.status === 'finished' || Object.hasOwn(timestamps, 'planned-at');

export interface RunApply {
  readonly id: string;
  readonly status: string | undefined;
  readonly actionInvocations: number | undefined;
  readonly actionFailures: number | undefined;
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
