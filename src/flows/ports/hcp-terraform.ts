import type { InvocationStatus, Run, RunVariable, Workspace } from '../../domain/run.ts';
import type { Said } from '../../domain/said.ts';
import type { LoggedInvocations } from '../../domain/verdict.ts';

/** Where a workspace is. `connection` is absent for the one whose variables have no suffix. */
export interface ConnectionName {
  readonly connection?: string;
}

export interface RunToCreate {
  readonly workspaceId: string;
  readonly configurationVersionId: string | undefined;
  readonly address: string;
  readonly message: string;
  /** Values are HCL literals. */
  readonly variables: readonly RunVariable[];
  /** A plan-only run: it shows what would happen and can never be confirmed. */
  readonly planOnly?: boolean;
}

/**
 * Called when the rate limit has a slot, as the last step before the call. Returns what to send, or `undefined` if it
 * must not be sent after all. Nothing is awaited between its result and the call. Called again if a renewed token
 * requires a second call.
 */
export type Decide<Sent> = () => Promise<Sent | undefined>;

/** The outcome of the one call that creates a run. */
export type Creation =
  /** `decide` returned nothing, so nothing was sent. */
  | { readonly kind: 'not_sent' }
  /** The rate limit had no slot, so `decide` was not called. */
  | { readonly kind: 'no_turn'; readonly afterMilliseconds: number }
  | { readonly kind: 'created'; readonly run: Run }
  /** 401, 403, 404 or 422: there is no run. `said` is the server's answer, cleaned and shortened. */
  | { readonly kind: 'refused'; readonly status: number; readonly said: string }
  /**
   * 429, or 409 while the workspace is busy: there is no run, and another attempt may follow at that time.
   * `decided_late`: storing the decision took so long that it was not carried out.
   */
  | {
      readonly kind: 'later';
      readonly why: 'rate_limited' | 'busy' | 'token_renewed' | 'decided_late';
      readonly afterMilliseconds: number;
      readonly said: string;
    }
  /** No conclusive answer: a run may exist. */
  | { readonly kind: 'unknown'; readonly why: string };

/** `newest`: the workspace with the newest current run first. `open`: only workspaces whose current run is not over. */
export type WorkspaceOrder = 'newest' | 'open';

/** A page of an organization's workspaces, each with its current run and that run's plan and apply. */
export interface WorkspacePage {
  readonly workspaces: readonly Workspace[];
  readonly isLast: boolean;
}

/**
 * `not_allowed`: 409, the run's state does not allow it; the next poll shows why. `token_refused`: 401. `forbidden`:
 * 403 or 404. `rejected`: 400 or 422. `not_sent`: `decide` returned nothing.
 */
export type RunActionAnswer = 'accepted' | 'not_allowed' | 'token_refused' | 'forbidden' | 'rejected' | 'not_sent';

/** Error lines and outcome counts of a log, without control characters and anything that looks like a secret. */
export interface LogReading extends LoggedInvocations {
  readonly structured: boolean;
  /** The log was cut off, so another read may show more. */
  readonly brokeOff?: boolean;
  /** From `Actions: N to invoke.` or the structured change summary. `undefined` if the log does not say. */
  readonly plannedInvocations: Said<number>;
  /** The error, at most 1,500 characters. `undefined` if there was none. */
  readonly excerpt: string | undefined;
}

/** The log of a running apply. */
export interface ApplyLog {
  /** Reads what was added since. Never throws, and gives up if it would delay anything else. */
  readOn(signal: AbortSignal): Promise<void>;
  /**
   * The action's last line, at most 150 characters, without control characters and anything that looks like a secret.
   */
  latest(): string | undefined;
}

export type WorkspaceName =
  | { readonly organization: string; readonly workspace: string }
  | { readonly workspaceId: string };

/**
 * HCP Terraform as the flows need it. Reads retry a few times and then throw `Unreachable` if no answer is conclusive.
 * A 404 is `undefined`, which means "does not exist" or "must not be seen".
 */
export interface HcpTerraform {
  /**
   * By the allowlist's name for it (a name in the organization, or a `ws-…` id), or by the id that HCP Terraform
   * returned, whatever its form. A reading at most `within` milliseconds old is reused.
   */
  readWorkspace(where: ConnectionName & WorkspaceName, within?: number): Promise<Workspace | undefined>;
  /** Whether the token that confirms may apply runs in the workspace. `undefined` if HCP Terraform does not say. */
  mayConfirm(where: ConnectionName, workspace: Workspace): Promise<boolean | undefined>;
  /** 100 workspaces per call, starting with page 1. `undefined` if the token must not see the list. */
  readWorkspaces(
    where: ConnectionName & { readonly organization: string },
    order: WorkspaceOrder,
    page: number,
  ): Promise<WorkspacePage | undefined>;
  /** `GET /runs/:id?include=plan,apply` (and its creator). */
  readRun(where: ConnectionName, runId: string): Promise<Run | undefined>;
  /** The read before confirming, discarding or canceling, with the token that will do it. */
  readRunToAct(where: ConnectionName, runId: string): Promise<Run | undefined>;
  /**
   * Sends one call and never retries it. No answer within 20 s is `unknown`. Throws what `decide` throws, and nothing
   * for any answer of the server.
   */
  createRun(where: ConnectionName, decide: Decide<RunToCreate>): Promise<Creation>;
  /**
   * Runs of the workspace whose message contains the token between spaces: the current run and the newest page of runs,
   * oldest first. Plan-only runs are found only if asked for.
   */
  findRunsByToken(
    where: ConnectionName,
    workspaceId: string,
    token: string,
    operation?: 'plan_only',
  ): Promise<readonly Run[]>;
  /** `decide` returns the comment. */
  confirmRun(where: ConnectionName, runId: string, decide: Decide<string>): Promise<RunActionAnswer>;
  discardRun(where: ConnectionName, runId: string, decide: Decide<string>): Promise<RunActionAnswer>;
  cancelRun(where: ConnectionName, runId: string, decide: Decide<string>): Promise<RunActionAnswer>;
  /** The action's invocations in the run. `undefined` if the API does not exist or does not list the action. */
  readInvocations(
    where: ConnectionName,
    workspaceId: string,
    address: string,
    runId: string,
  ): Promise<readonly InvocationStatus[] | undefined>;
  /**
   * How many instances an address invokes according to the workspace's list of actions. `undefined` if the list does
   * not say.
   */
  countInstances(where: ConnectionName, workspaceId: string, address: string): Promise<number | undefined>;
  /** `always`: if there was no error, the excerpt is the last lines, which say what is planned. */
  readPlanLog(where: ConnectionName, planId: string, excerpt?: 'of_errors' | 'always'): Promise<LogReading | undefined>;
  /** Makes no call until it is read. Only structured logs show progress. */
  followApplyLog(where: ConnectionName, applyId: string): ApplyLog;
  readApplyLog(where: ConnectionName, applyId: string): Promise<LogReading | undefined>;
  /** The web address of the server, such as `https://app.terraform.io`. Empty if there is no such connection. */
  addressOf(where: ConnectionName): string;
}

/**
 * This process has no variables (such as `TFE_TOKEN_EU`) for a request's connection. They were removed since, or only
 * another replica has them.
 */
export class NoConnection extends Error {
  constructor(connection: string | undefined) {
    super(`There is no connection ${connection ?? 'without a name'}; its TFE_ variables are not set.`);
    this.name = 'NoConnection';
  }
}

/** HCP Terraform gave no conclusive answer. */
export class Unreachable extends Error {
  /** The HTTP status, if there was an answer. */
  readonly status: number | undefined;

  constructor(message: string, status?: number) {
    super(message);
    this.name = 'Unreachable';
    this.status = status;
  }
}

/** What the bot needs to do with a run: confirm or end the request's own, or end a second one with its token. */
export type RunAct = 'confirm' | 'end' | 'end_orphan';

export const STATUS_OF = {
  not_allowed: 409,
  token_refused: 401,
  forbidden: 403,
  rejected: 422,
} as const satisfies Record<Exclude<RunActionAnswer, 'accepted' | 'not_sent'>, number>;

/** HCP Terraform answered but refused to act on a run. The call is retried, and the service does not count as away. */
export class RefusedToAct extends Error {
  readonly act: RunAct;
  /** The HTTP status: 401, 403 (also for 404), 409, or 422 (also for 400). */
  readonly status: number;
  readonly runId: string;
  /** The run's status when it was read just before. */
  readonly runStatus: string;

  constructor(act: RunAct, run: Pick<Run, 'id' | 'status'>, answer: keyof typeof STATUS_OF) {
    super(`HCP Terraform answered ${STATUS_OF[answer]} to ${act} ${run.id}, which was ${run.status}`);
    this.name = 'RefusedToAct';
    this.act = act;
    this.status = STATUS_OF[answer];
    this.runId = run.id;
    this.runStatus = run.status;
  }
}
