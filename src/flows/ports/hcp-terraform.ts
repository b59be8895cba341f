import type { InvocationStatus, Run, RunVariable, Workspace } from '../../domain/run.ts';
import type { Said } from '../../domain/said.ts';
import type { LoggedInvocations } from '../../domain/verdict.ts';

/** Where a workspace lives. `connection` absent: the one whose variables have no suffix. */
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
  /** Shows what would happen, and can never be confirmed. */
  readonly planOnly?: boolean;
}

/**
 * Asked once the call has its turn in the rate limit, as the last thing before it is sent: gives what to send, or
 * `undefined` where it must not be sent after all. Nothing is awaited between its answer and the call. It may be asked
 * again where a renewed token needs a second call.
 */
export type Decide<Sent> = () => Promise<Sent | undefined>;

/** What is known after the one call that creates a run. */
export type Creation =
  /** `decide` said no, so nothing was sent. */
  | { readonly kind: 'not_sent' }
  /** The rate limit left no turn for the call, so `decide` was not even asked. */
  | { readonly kind: 'no_turn'; readonly afterMilliseconds: number }
  | { readonly kind: 'created'; readonly run: Run }
  /** 401, 403, 404, 422: there is no run. `said` is what the server answered, cleaned and cut. */
  | { readonly kind: 'refused'; readonly status: number; readonly said: string }
  /**
   * 429, or 409 while the workspace is busy: there is no run, and it may be tried again from then on. `decided_late`: it
   * took so long to put the decision on the record that it was not carried out.
   */
  | {
      readonly kind: 'later';
      readonly why: 'rate_limited' | 'busy' | 'token_renewed' | 'decided_late';
      readonly afterMilliseconds: number;
      readonly said: string;
    }
  /** No answer that tells: there may be a run. */
  | { readonly kind: 'unknown'; readonly why: string };

/** `newest`: the workspace with the newest current run first. `open`: only those whose current run is not over. */
export type WorkspaceOrder = 'newest' | 'open';

/** A page of an organization's workspaces, each with its current run and that one's plan and apply. */
export interface WorkspacePage {
  readonly workspaces: readonly Workspace[];
  readonly isLast: boolean;
}

/** `not_allowed`: 409, the run is not in a state for it; the next reading tells. `token_refused`: 401. `forbidden`: 403 or 404. `not_sent`: `decide` said no. */
export type RunActionAnswer = 'accepted' | 'not_allowed' | 'token_refused' | 'forbidden' | 'not_sent';

/** Error lines and outcome counts of a log, without control characters and without what looks like a secret. */
export interface LogReading extends LoggedInvocations {
  readonly structured: boolean;
  /** It stopped coming in the midst, so that another reading may tell more. */
  readonly brokeOff?: boolean;
  /** From `Actions: N to invoke.` or the structured change summary; `undefined` where the log does not say. */
  readonly plannedInvocations: Said<number>;
  /** What went wrong, at most 1,500 characters; `undefined` where nothing did. */
  readonly excerpt: string | undefined;
}

/** The log of an apply that is still going. */
export interface ApplyLog {
  /** Reads what was added since. Never throws, and gives up where it would hold up anything else. */
  readOn(signal: AbortSignal): Promise<void>;
  /** What the action said last, at most 150 characters, without control characters and what looks like a secret. */
  latest(): string | undefined;
}

export type WorkspaceName =
  | { readonly organization: string; readonly workspace: string }
  | { readonly workspaceId: string };

/**
 * HCP Terraform as the flows need it. Reads throw `Unreachable` where no answer tells, after their own few repeats; a 404
 * is `undefined`, which is "not there" as well as "not allowed to see it".
 */
export interface HcpTerraform {
  /**
   * By what the allowlist calls it (a name in the organization, or a `ws-…` id), or by the id that HCP Terraform gave,
   * whatever its form. A reading that began at most `within` milliseconds ago is as good.
   */
  readWorkspace(where: ConnectionName & WorkspaceName, within?: number): Promise<Workspace | undefined>;
  /** Whether the token that confirms may apply runs in the workspace; `undefined` where HCP Terraform does not say. */
  mayConfirm(where: ConnectionName, workspace: Workspace): Promise<boolean | undefined>;
  /** 100 workspaces for one call, from page 1 on; `undefined` where the list is not shown. */
  readWorkspaces(
    where: ConnectionName & { readonly organization: string },
    order: WorkspaceOrder,
    page: number,
  ): Promise<WorkspacePage | undefined>;
  /** `GET /runs/:id?include=plan,apply` (and who created it). */
  readRun(where: ConnectionName, runId: string): Promise<Run | undefined>;
  /** The read just before confirming, discarding or cancelling, made with the token that will do it. */
  readRunToAct(where: ConnectionName, runId: string): Promise<Run | undefined>;
  /**
   * Sends one call and never repeats it. No answer within 20 s of sending is `unknown`. Throws what `decide` throws, and
   * never for what the server did.
   */
  createRun(where: ConnectionName, decide: Decide<RunToCreate>): Promise<Creation>;
  /** Runs of the workspace whose message carries the token between spaces: the current run, then the newest page of runs. Oldest first. Plan-only runs are found only where they are meant. */
  findRunsByToken(
    where: ConnectionName,
    workspaceId: string,
    token: string,
    operation?: 'plan_only',
  ): Promise<readonly Run[]>;
  /** What `decide` gives is the comment. */
  confirmRun(where: ConnectionName, runId: string, decide: Decide<string>): Promise<RunActionAnswer>;
  discardRun(where: ConnectionName, runId: string, decide: Decide<string>): Promise<RunActionAnswer>;
  cancelRun(where: ConnectionName, runId: string, decide: Decide<string>): Promise<RunActionAnswer>;
  /** Invocations of the action in the run; `undefined` where the API is not there or does not list the action. */
  readInvocations(
    where: ConnectionName,
    workspaceId: string,
    address: string,
    runId: string,
  ): Promise<readonly InvocationStatus[] | undefined>;
  /** How many instances one address invokes, by the workspace's list of actions; `undefined` where that does not tell. */
  countInstances(where: ConnectionName, workspaceId: string, address: string): Promise<number | undefined>;
  /** `always`: where nothing went wrong the excerpt is the last lines, which say what is planned. */
  readPlanLog(where: ConnectionName, planId: string, excerpt?: 'of_errors' | 'always'): Promise<LogReading | undefined>;
  /** Calls nothing by itself. Only a structured log tells anything. */
  followApplyLog(where: ConnectionName, applyId: string): ApplyLog;
  readApplyLog(where: ConnectionName, applyId: string): Promise<LogReading | undefined>;
  /** Where runs are shown, such as `https://app.terraform.io`; empty where there is no such connection. */
  addressOf(where: ConnectionName): string;
}

/**
 * This process has no variables (`TFE_TOKEN_EU` and the like) for the connection of a request. They were taken away since it
 * was asked for, or only another replica has them.
 */
export class NoConnection extends Error {
  constructor(connection: string | undefined) {
    super(`There is no connection ${connection ?? 'without a name'}; its TFE_ variables are not set.`);
    this.name = 'NoConnection';
  }
}

/** HCP Terraform could not be asked; what it would have said is not known. */
export class Unreachable extends Error {
  /** The HTTP status, where there was an answer at all. */
  readonly status: number | undefined;

  constructor(message: string, status?: number) {
    super(message);
    this.name = 'Unreachable';
    this.status = status;
  }
}

/** What the bot has to do with a run: confirm or end the request's own, or end a second one that carries its token. */
export type RunAct = 'confirm' | 'end' | 'end_orphan';

const STATUS_OF = { not_allowed: 409, token_refused: 401, forbidden: 403 } as const satisfies Record<
  Exclude<RunActionAnswer, 'accepted' | 'not_sent'>,
  number
>;

/** HCP Terraform answered, and did not do with a run what the bot has to do. It is tried again, and is not away. */
export class RefusedToAct extends Error {
  readonly act: RunAct;
  /** The HTTP status: 401, 403 (as for 404) or 409. */
  readonly status: number;
  readonly runId: string;
  /** The status of the run when it was read just before. */
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
