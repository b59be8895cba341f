import type { ApprovalProgress } from './approval.ts';
import type { DecisionKind } from './audit-kinds.ts';
import type { Entry, ParameterValue } from './entry.ts';
import type { Freeze } from './freeze.ts';
import type { RequestState, SettledState } from './lifecycle.ts';
import type { EndingReason, Outcome } from './outcome.ts';
import type { ChannelId, CountsThrough, PersonId } from './person.ts';
import type { Preview } from './preview.ts';
import type { ActionProgress } from './progress.ts';
import type { KeptRun, UsualDurations } from './run.ts';
import type { Verdict } from './verdict.ts';

/** What the requester asked for and was shown. The digest covers all of it. */
export interface AskedFor {
  readonly entry: Entry;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  readonly workspaceId: string;
  readonly workspaceName: string;
  readonly organization: string;
  /** `undefined` if the workspace has none yet. HCP Terraform will then refuse the run. */
  readonly configurationVersionId: string | undefined;
  /** 128 random bits as hex, so that the digest, which stays on the record, does not reveal forgotten parameters. */
  readonly salt?: string;
}

/** A person's decision, and the rule that allowed it. */
export interface Decision {
  readonly kind: DecisionKind;
  readonly person: PersonId;
  readonly at: Date;
  /** `requester` if the decision needs no list. */
  readonly countedThrough: CountsThrough | 'requester';
  /** When the user groups that the person counted through were read. */
  readonly groupsReadAt?: Date;
  /** SHA-256 of the allowlist in force. */
  readonly allowlist: string;
  readonly revision?: string;
  readonly reason?: string;
}

/** A run that has to end before its request can: why, who decided it, and the request's state afterwards. */
export interface Ending {
  readonly state: Extract<SettledState, 'withdrawn' | 'expired' | 'voided' | 'discarded' | 'canceled'>;
  readonly person?: PersonId;
  /** As a sentence, for the previous release. */
  readonly because: string;
  /** Absent if the previous release decided it. `reasonOf` reads both. */
  readonly why?: EndingReason;
}

/** The last call that tried to end a run. The next poll shows whether it worked. */
export interface EndSent {
  readonly act: 'discard' | 'cancel';
  readonly at: Date;
  /** How many times this call was sent. */
  readonly times: number;
  /** HCP Terraform answered that the call is queued. */
  readonly accepted?: true;
}

/** Somebody skipped the approvals or a freeze. Records what was skipped. */
export interface BrokenGlass {
  readonly person: PersonId;
  readonly at: Date;
  readonly reason: string;
  /** Open approval slots at that time. */
  readonly missing: number;
  readonly freeze?: Freeze;
  /** The person who reviewed it. */
  readonly reviewedBy?: PersonId;
  readonly reviewedAt?: Date;
}

/** Why a planned run waits for a person. Shown to those who can act. */
export interface WaitingForPerson {
  readonly since: Date;
  readonly because: 'by_hand' | 'invocations_unknown' | 'token_cannot_apply' | 'confirm_refused' | 'hcp_terraform';
  /** The HTTP status of every refused call to confirm. */
  readonly answered?: number;
  /** The status in which the run waits for a decision in HCP Terraform. */
  readonly status?: string;
  /** The deadline to start, which keeps running if the run is not planned yet. */
  readonly startBy?: Date;
}

/** What a run that cannot start yet waits for. */
export interface Blocked {
  /** `queue`: no worker has picked up the run yet. */
  readonly by: 'run' | 'lock' | 'conflict' | 'queue';
  /** The id of the run in front. */
  readonly run?: string;
  /** What a person must do about the run in front. Absent if it continues without anybody. */
  readonly needs?: 'confirmation' | 'decision';
  /** The permalink of the request that owns the run in front, if it is one of ours. */
  readonly request?: string;
  /** The run in front and its status, the reason for the workspace's lock, or the status in which the run is queued. */
  readonly what: string;
  readonly who: string | undefined;
  readonly since: Date | undefined;
}

/** A service that did not answer or refused. Retried automatically. */
export interface Away {
  readonly what: 'hcp_terraform' | 'slack';
  readonly since: Date;
  /**
   * Why the step failed although the service may answer: it does not accept the bot's token, the bot no longer has a
   * connection to it, or another replica has a newer allowlist than this one.
   */
  readonly why?: 'token' | 'no_connection' | 'older_allowlist';
  /** The thread has reported it too. */
  readonly told?: true;
  /** The HTTP status of its answer. Absent if it does not answer or is broken. */
  readonly status?: number;
  /** The refused act, its run, and the run's status just before. Absent if a read was refused. */
  readonly refused?: {
    readonly act: 'confirm' | 'end' | 'end_orphan';
    readonly run: string;
    readonly runStatus: string;
  };
}

/** Slack no longer accepts messages of a request in its channel, so important ones go to the requester directly. */
export interface Directly {
  /** Slack's error code, such as `is_archived`, or that the message was deleted twice. */
  readonly because: string;
}

/** A request to run an action, from ask to outcome. */
export interface ActionRequest {
  /** 128 random bits as 32 lower-case hex digits. Buttons carry nothing else. */
  readonly id: string;
  /** Incremented by every change. A change names the version it is based on and fails if there is a newer one. */
  readonly version: number;
  readonly state: RequestState;
  readonly team: string;
  /** The channel of the request message. */
  readonly channel: ChannelId;
  /** The channel where it was asked and confirmed, if it is another one. */
  readonly askedIn?: ChannelId;
  readonly requester: PersonId;
  readonly requesterName: string;
  readonly asked: AskedFor;
  /**
   * The parameters' names in the allowlist's order, which is used wherever they are shown. Not covered by the digest.
   * Absent in requests of earlier releases.
   */
  readonly parameterOrder?: readonly string[];
  /** SHA-256 of `asked`, in hex. */
  readonly digest: string;
  readonly askedAt: Date;
  /** When Run it was clicked. */
  readonly startedAt?: Date;
  /** When the last approval arrived, or when Run it was clicked if nobody has to approve. */
  readonly approvedAt?: Date;
  /** The approvals' progress when the last one was counted. */
  readonly progress?: ApprovalProgress;
  /** When the current wait ends. */
  readonly deadline?: Date;
  /** When to remind those who can act. Absent after the reminder. */
  readonly remindAt?: Date;
  readonly decisions: readonly Decision[];
  /** People who asked for the same while it was open. They are told how it ends. */
  readonly joined?: readonly PersonId[];
  /** 128 random bits in the run's message, unchanged by retries. */
  readonly token?: string;
  readonly creatingSince?: Date;
  /** HCP Terraform asked not to retry before this time. */
  readonly createNotBefore?: Date;
  /** Searches done for a run whose creation got no answer. Absent otherwise. */
  readonly looksDone?: number;
  readonly runId?: string;
  /** The run as last polled. */
  readonly run?: KeptRun;
  readonly runReadAt?: Date;
  /** What the workspace's document said when the request was asked. Not covered by the digest. */
  readonly usual?: UsualDurations;
  readonly structuredLog?: boolean;
  readonly executionMode?: string;
  /** The action's last message during the apply. */
  readonly actionProgress?: ActionProgress;
  readonly blocked?: Blocked;
  /** The freeze that holds it. Nothing is approved or created before it ends. */
  readonly heldBy?: Freeze;
  /**
   * A freeze that was going to start before the approvals' deadline or the deadline to start, when the request was
   * asked.
   */
  readonly freezeAhead?: Freeze;
  /** There were too few approvers when it was asked, so its requester can only break the glass. */
  readonly unapprovable?: true;
  readonly brokenGlass?: BrokenGlass;
  readonly waiting?: WaitingForPerson;
  /** When the bot or a person decided to confirm the run. After a crash the call may have to be repeated. */
  readonly confirmedAt?: Date;
  readonly confirmedBy?: PersonId | 'bot';
  /** The number of invocations in the plan when the run was confirmed. Absent if it was unknown. */
  readonly plannedInvocations?: number;
  readonly ending?: Ending;
  readonly endSent?: EndSent;
  /** The same for a second run of the request that was found. */
  readonly orphanEndSent?: EndSent & { readonly run: string };
  readonly preview?: Preview;
  readonly verdict?: Verdict;
  /** When the last call to confirm was sent. The next poll shows whether it arrived. */
  readonly confirmSentAt?: Date;
  /** Since this time every call to confirm was refused, although the run says that it can be confirmed. */
  readonly confirmRefusedSince?: Date;
  readonly away?: Away;
  /** How many times HCP Terraform had no verdict yet, and when to ask again. */
  readonly verdictAsked?: number;
  readonly verdictDueAt?: Date;
  /** Polls answered with 404, and the time of the last one. */
  readonly readsMissed?: number;
  readonly missedAt?: Date;
  readonly settledAt?: Date;
  /** How it ended. Absent if the previous release settled it; `saidOf` reads both. */
  readonly ended?: Outcome;
  /** The same as a sentence, and its usual cause or what to do, for the previous release. */
  readonly outcome?: string;
  readonly hint?: string;
  /** The first lines of the error, without control characters and secrets. */
  readonly excerpt?: string;
  /** The request message's timestamp, once it is posted. */
  readonly messageTs?: string;
  readonly permalink?: string;
  /** The first request message was deleted in Slack, so it was posted again. That happens only once. */
  readonly reposted?: boolean;
  readonly directly?: Directly;
  /** When names, free text and parameter values were removed from it. */
  readonly forgottenAt?: Date;
}

/** The channel in which it was asked. Its private confirmation is there. */
export const askedIn = (request: ActionRequest): ChannelId => request.askedIn ?? request.channel;

/** The address of the run's page in HCP Terraform. `undefined` if there is no run, or no such connection. */
export const runUrl = (address: string, request: ActionRequest): string | undefined =>
  request.runId === undefined || address === ''
    ? undefined
    : `${address}/app/${encodeURIComponent(request.asked.organization)}/workspaces/${encodeURIComponent(request.asked.workspaceName)}/runs/${encodeURIComponent(request.runId)}`;
