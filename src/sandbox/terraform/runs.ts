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

/** The plan or the apply of a run. */
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

/** What was asked for, checked, with its defaults. */
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
  /** All attributes as they came, those that this API does not know too. */
  readonly attributes: JsonObject;
}

export interface Run extends RunRequest {
  readonly id: string;
  readonly workspaceId: string;
  readonly createdBy: Identity;
  /** Whether its creator may apply, without which auto-apply waits all the same. */
  readonly creatorMayApply: boolean;
  readonly createdAt: number;
  readonly terraformVersion: string;
  status: string;
  updatedAt: number;
  readonly timestamps: Map<string, number>;
  /** Flags set by hand, before those that follow from the status. */
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
  /** How often the invocations were read after the end. */
  finalReads: number;
  /** What the log of the apply has still to say. */
  applyScript: readonly LogEntry[];
  /** Ends the timer of its automatic pace. */
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

/** The name that the list filter `filter[operation]` has for it. */
export function operationOf(run: Run): string {
  if (run.planOnly) return 'plan_only';
  if (run.addresses.length > 0) return 'action_only';
  if (run.isDestroy) return 'destroy';
  if (run.savePlan) return 'save_plan';
  return run.refreshOnly ? 'refresh_only' : 'plan_and_apply';
}
