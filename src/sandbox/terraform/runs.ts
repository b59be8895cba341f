import type { ActionKey, DeclaredAction } from './actions.ts';
import type { JsonObject } from './json.ts';
import type { RunLog } from './log.ts';
import type { LogEntry } from './log-lines.ts';
import type { Identity } from './people.ts';
export type RunDecision = 'apply' | 'discard' | 'cancel' | 'force-cancel';

export interface RunFlags {
  readonly 'is-cancelable': boolean;
  readonly 'is-confirmable': boolean;
  readonly 'is-discardable': boolean;
  readonly 'is-force-cancelable': boolean;
}

export interface Invocation {
  readonly id: string;
  readonly action: DeclaredAction;
  readonly key: ActionKey;
  readonly createdAt: number;
  updatedAt: number;
  invokedAt: number | undefined;
  finalStatus: 'successful' | 'failed' | 'not_invoked' | undefined;
}

type PhaseStatus = 'pending' | 'queued' | 'running' | 'finished' | 'errored' | 'canceled' | 'unreachable';

/** A run's plan or apply. */
export interface RunPart {
  readonly id: string;
  status: PhaseStatus;
  queuedAt: number | undefined;
  startedAt: number | undefined;
  endedAt: number | undefined;
  readonly log: RunLog;
}

interface QueuedDecision {
  readonly decision: RunDecision;
  readonly by: Identity;
  readonly forget: () => void;
}

/** The validated request with its defaults. */
export interface RunRequest {
  readonly message: string;
  readonly addresses: readonly string[];
  readonly variables: readonly { readonly key: string; readonly value: string }[];
  readonly configurationVersionId: string;
  readonly autoApply: boolean;
  readonly planOnly: boolean;
  readonly isDestroy: boolean;
  readonly refresh: boolean;
  readonly refreshOnly: boolean;
  readonly savePlan: boolean;
  readonly targetAddresses: readonly string[] | null;
  readonly replaceAddresses: readonly string[] | null;
  readonly source: string;
  /** All attributes as received, including those unknown to this API. */
  readonly attributes: JsonObject;
}

export interface Run extends RunRequest {
  readonly id: string;
  readonly workspaceId: string;
  readonly createdBy: Identity;
  /** True if its creator may apply. Otherwise auto-apply waits for a confirmation. */
  readonly creatorMayApply: boolean;
  readonly createdAt: number;
  readonly terraformVersion: string;
  status: string;
  updatedAt: number;
  readonly timestamps: Map<string, number>;
  /** Flags set by hand. They override those that follow from the status. */
  flags: Partial<RunFlags>;
  confirmedBy: Identity | undefined;
  canceledBy: Identity | undefined;
  canceledAt: number | undefined;
  forceCancelAt: number | undefined;
  queued: QueuedDecision | undefined;
  readonly comments: string[];
  planError: string | undefined;
  readonly plan: RunPart;
  readonly apply: RunPart;
  invocations: readonly Invocation[];
  /** How many times the invocations were read after the run's end. */
  finalReads: number;
  /** The lines that the apply's log does not have yet. */
  applyScript: readonly LogEntry[];
  /** Cancels the timer of the automatic pace. */
  stopWaiting: (() => void) | undefined;
}

const FINAL = new Set([
  'applied',
  'planned_and_finished',
  'policy_soft_failed',
  'discarded',
  'errored',
  'canceled',
  'force_canceled',
]);

export function isFinal(run: Run): boolean {
  return FINAL.has(run.status);
}

/** The run's value in the list filter `filter[operation]`. */
export function operationOf(run: Run): string {
  if (run.planOnly) return 'plan_only';
  if (run.addresses.length > 0) return 'action_only';
  if (run.isDestroy) return 'destroy';
  if (run.savePlan) return 'save_plan';
  return run.refreshOnly ? 'refresh_only' : 'plan_and_apply';
}
