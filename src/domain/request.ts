import type { ApprovalProgress } from './approval.ts';
import type { Entry, ParameterValue } from './entry.ts';
import type { Freeze } from './freeze.ts';
import type { RequestState, SettledState } from './lifecycle.ts';
import type { EndingReason, Outcome } from './outcome.ts';
import type { ChannelId, CountsThrough, PersonId } from './person.ts';
import type { Preview } from './preview.ts';
import type { ActionProgress } from './progress.ts';
import type { KeptRun, UsualDurations } from './run.ts';
import type { Verdict } from './verdict.ts';

/** What was asked for, as it was shown to the requester. The digest covers all of it. */
export interface AskedFor {
  readonly entry: Entry;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  readonly workspaceId: string;
  readonly workspaceName: string;
  readonly organization: string;
  /** `undefined` for a workspace that has none yet; HCP Terraform will say so. */
  readonly configurationVersionId: string | undefined;
  /** 128 random bits as hex, so that the digest, which stays on the record, does not tell forgotten parameters. */
  readonly salt?: string;
}

export type DecisionKind =
  | 'run_it'
  | 'approve'
  | 'deny'
  | 'withdraw'
  | 'wait'
  | 'confirm'
  | 'discard'
  | 'cancel'
  | 'break_glass'
  | 'close_review';

/** What a person decided, and by which rule they could. */
export interface Decision {
  readonly kind: DecisionKind;
  readonly person: PersonId;
  readonly at: Date;
  /** `requester` where the decision needs no list. */
  readonly countedThrough: CountsThrough | 'requester';
  /** When the user groups were read by which the person counted. */
  readonly groupsReadAt?: Date;
  /** SHA-256 of the allowlist in force. */
  readonly allowlist: string;
  readonly revision?: string;
  readonly reason?: string;
}

/** A run that has to end before the request can: why, who said so, and where the request stands once it has. */
export interface Ending {
  readonly state: Extract<SettledState, 'withdrawn' | 'expired' | 'voided' | 'discarded' | 'canceled'>;
  readonly person?: PersonId;
  /** In a sentence, for the release before this one. */
  readonly because: string;
  /** Absent where the release before this one decided it; `reasonOf` reads both. */
  readonly why?: EndingReason;
}

/** The call that ends a run, as it was sent last; whether it had its effect, the next reading of the run tells. */
export interface EndSent {
  readonly act: 'discard' | 'cancel';
  readonly at: Date;
  /** How often this act was sent. */
  readonly times: number;
  /** HCP Terraform answered that it has queued it. */
  readonly accepted?: true;
}

/** Somebody went ahead without the approvals or through a freeze, and what of both there was. */
export interface BrokenGlass {
  readonly person: PersonId;
  readonly at: Date;
  readonly reason: string;
  /** Places of the approvals that nobody had filled. */
  readonly missing: number;
  readonly freeze?: Freeze;
  /** Somebody else has looked at it since. */
  readonly reviewedBy?: PersonId;
  readonly reviewedAt?: Date;
}

/** Why a planned run waits for a person, said to those who can move it. */
export interface WaitingForPerson {
  readonly since: Date;
  readonly because: 'by_hand' | 'invocations_unknown' | 'token_cannot_apply' | 'confirm_refused' | 'hcp_terraform';
  /** The HTTP status that every call to confirm was answered with. */
  readonly answered?: number;
  /** At which status a decision in HCP Terraform is waited for. */
  readonly status?: string;
  /** The limit to start that goes on meanwhile, where it is not planned yet. */
  readonly startBy?: Date;
}

/** What a run that cannot start yet waits for. */
export interface Blocked {
  /** `queue`: nothing works on the run yet. */
  readonly by: 'run' | 'lock' | 'conflict' | 'queue';
  /** The id of the run in front. */
  readonly run?: string;
  /** What a person has to do about the run in front; absent where it goes on by itself. */
  readonly needs?: 'confirmation' | 'decision';
  /** Where the request of the run in front stands, if it is one of ours. */
  readonly request?: string;
  /** The run in front and its status; why the workspace is locked; or the status in which the run is queued. */
  readonly what: string;
  readonly who: string | undefined;
  readonly since: Date | undefined;
}

/** A service that could not be asked when it was needed, or that refuses; tried again by itself. */
export interface Away {
  readonly what: 'hcp_terraform' | 'slack';
  readonly since: Date;
  /**
   * Why it could not be done although the service may answer: it does not accept the bot's token, the bot has no connection
   * to it any more, or another replica has a newer allowlist than the one that would act.
   */
  readonly why?: 'token' | 'no_connection' | 'older_allowlist';
  /** The thread has said it as well. */
  readonly told?: true;
  /** It answers, and this is the HTTP status; absent where it is silent or broken. */
  readonly status?: number;
  /** What it refuses to do with which run, and the status of that run just before; absent where reading was refused. */
  readonly refused?: {
    readonly act: 'confirm' | 'end' | 'end_orphan';
    readonly run: string;
    readonly runStatus: string;
  };
}

/** Slack takes nothing of a request in its channel any more, so what matters is told to its requester directly. */
export interface Directly {
  /** Slack's own word, such as `is_archived`, or that the message was deleted there twice. */
  readonly because: string;
}

/** Somebody asking to run an action, from ask to outcome. */
export interface ActionRequest {
  /** 128 random bits as 32 lower-case hex digits: all that a button carries. */
  readonly id: string;
  /** Counts every change; a change names the version it was decided on, and loses against a newer one. */
  readonly version: number;
  readonly state: RequestState;
  readonly team: string;
  /** Where the request message stands. */
  readonly channel: ChannelId;
  /** Where it was asked and confirmed, if that is another channel. */
  readonly askedIn?: ChannelId;
  readonly requester: PersonId;
  readonly requesterName: string;
  readonly asked: AskedFor;
  /**
   * Names of the parameters in the order of the allowlist, in which they are shown everywhere. No part of what was asked;
   * absent where an earlier release asked.
   */
  readonly parameterOrder?: readonly string[];
  /** SHA-256 of `asked`, in hex. */
  readonly digest: string;
  readonly askedAt: Date;
  /** Run it was pressed. */
  readonly startedAt?: Date;
  /** The last approval came, or Run it where nobody has to approve. */
  readonly approvedAt?: Date;
  /** How far the approvals were when the last one counted. */
  readonly progress?: ApprovalProgress;
  /** What it waits for now ends then. */
  readonly deadline?: Date;
  /** Those who can still act are reminded then; absent once they were. */
  readonly remindAt?: Date;
  readonly decisions: readonly Decision[];
  /** Asked for the same while it was open, and are told how it ends. */
  readonly joined?: readonly PersonId[];
  /** Written into the run's message; 128 bits of its own, kept over every new try. */
  readonly token?: string;
  readonly creatingSince?: Date;
  /** HCP Terraform wants no further try before then. */
  readonly createNotBefore?: Date;
  /** A create whose answer never came is being looked for. */
  readonly looksDone?: number;
  readonly runId?: string;
  /** The last reading of the run. */
  readonly run?: KeptRun;
  readonly runReadAt?: Date;
  /** As the workspace said when it was asked for; no part of what was asked. */
  readonly usual?: UsualDurations;
  readonly structuredLog?: boolean;
  readonly executionMode?: string;
  /** What the action said last while it was being applied. */
  readonly actionProgress?: ActionProgress;
  readonly blocked?: Blocked;
  /** A freeze holds it: nothing is approved or created before that is over. */
  readonly heldBy?: Freeze;
  /** When it was asked, this freeze was to begin before its approvals or its time to start would end. */
  readonly freezeAhead?: Freeze;
  /** When it was asked, not enough people could approve it, so its requester can only break the glass. */
  readonly unapprovable?: true;
  readonly brokenGlass?: BrokenGlass;
  readonly waiting?: WaitingForPerson;
  /** Confirming the run was decided, by the bot or a person; the call may have to be made again after a crash. */
  readonly confirmedAt?: Date;
  readonly confirmedBy?: PersonId | 'bot';
  /** How many invocations the plan had when the run was confirmed; absent where nothing told it. */
  readonly plannedInvocations?: number;
  readonly ending?: Ending;
  readonly endSent?: EndSent;
  /** The same for a second run of the request that was found. */
  readonly orphanEndSent?: EndSent & { readonly run: string };
  readonly preview?: Preview;
  readonly verdict?: Verdict;
  /** The call that confirms was sent last then; whether it arrived, the next reading of the run tells. */
  readonly confirmSentAt?: Date;
  /** Since then every call that confirms was refused, although the run says that it can be confirmed. */
  readonly confirmRefusedSince?: Date;
  readonly away?: Away;
  /** How often HCP Terraform was asked for a verdict that was not there yet, and when it is asked next. */
  readonly verdictAsked?: number;
  readonly verdictDueAt?: Date;
  /** Readings of the run that were answered with 404, and when the last one was. */
  readonly readsMissed?: number;
  readonly missedAt?: Date;
  readonly settledAt?: Date;
  /** How it ended. Absent where the release before this one settled it; `saidOf` reads both. */
  readonly ended?: Outcome;
  /** The same in a sentence, and what usually causes it or what to do, for the release before this one. */
  readonly outcome?: string;
  readonly hint?: string;
  /** The first lines of what went wrong, already clean: no control characters, no secrets. */
  readonly excerpt?: string;
  /** The request message, once Slack has it. */
  readonly messageTs?: string;
  readonly permalink?: string;
  /** The first request message is gone in Slack, so it was posted anew; that is done once. */
  readonly reposted?: boolean;
  readonly directly?: Directly;
  /** Names, free text and parameter values were taken out of it. */
  readonly forgottenAt?: Date;
}

/** The channel in which it was asked, which is where its private confirmation stands. */
export const askedIn = (request: ActionRequest): ChannelId => request.askedIn ?? request.channel;

/** A run shows up in HCP Terraform's page under this address. */
export const runUrl = (address: string, request: ActionRequest): string | undefined =>
  request.runId === undefined || address === ''
    ? undefined
    : `${address}/app/${encodeURIComponent(request.asked.organization)}/workspaces/${encodeURIComponent(request.asked.workspaceName)}/runs/${encodeURIComponent(request.runId)}`;
