import type { Freeze } from './freeze.ts';
import type { PersonId } from './person.ts';
import type { Verdict } from './verdict.ts';
import type { WorkspaceFacts, WorkspaceFault } from './workspace-fault.ts';

// Why requests end, as data. Ids, times and foreign text are in named fields, and only `say-ending.ts` and
// `say-outcome.ts` turn them into sentences. All of it is stored, so kinds and fields are never renamed.

/** The step that missed its deadline. */
export type Late =
  | 'run_it'
  | 'preview'
  | 'approvals'
  | 'decision_in_hcp_terraform'
  | 'confirmation'
  | 'confirming'
  /** The run was to be confirmed, but HCP Terraform did not do it. */
  | 'carried_out'
  | 'start';

/** Why the request no longer matches what would run. */
export type StaleReason =
  | { readonly kind: 'entry_gone' | 'entry_changed'; readonly action: string; readonly environment: string }
  | { readonly kind: 'workspace_unreadable'; readonly workspace: string }
  | { readonly kind: 'workspace_renamed'; readonly workspace: string; readonly now: string }
  /** The workspace's document says that nothing can run in it any more. */
  | { readonly kind: 'workspace_unusable'; readonly fault: WorkspaceFault }
  | { readonly kind: 'configuration_changed'; readonly workspace: string; readonly now: string | undefined }
  | {
      readonly kind: 'requester_lost_right';
      readonly person: PersonId;
      readonly action: string;
      readonly environment: string;
    }
  | { readonly kind: 'approver_lost_right' | 'glass_lost_right' };

/** How the run's id became known. */
export type RunKnownBy = 'created' | 'found';

/** Why a request ends before its run was applied. */
export type EndingReason =
  | { readonly kind: 'withdrawn' | 'discarded' | 'canceled'; readonly person: PersonId }
  | { readonly kind: 'late'; readonly late: Late }
  | { readonly kind: 'stale'; readonly because: StaleReason }
  | { readonly kind: 'confirmer_lost_right'; readonly person: PersonId }
  /** The planned run is not the approved one, or does more than the allowlist allows. */
  | { readonly kind: 'run_differs' | 'run_not_allowed'; readonly difference: string }
  /** Noticed as soon as the run's id was known: from the response that created it, or when its token was found. */
  | { readonly kind: 'wrong_run'; readonly how: RunKnownBy; readonly difference: string }
  | { readonly kind: 'never_confirmed' }
  /** A finished sentence, stored by an earlier release. */
  | { readonly kind: 'said'; readonly said: string }
  | { readonly kind: 'frozen'; readonly freeze: Freeze };

/** HCP Terraform refused to create the run. */
export interface RefusedCreation {
  readonly status: number;
  readonly said: string;
  /** What the workspace's document said just before. */
  readonly workspace?: WorkspaceFacts & { readonly name: string };
}

/** Why a preview blocks approvals. */
export type PreviewFault =
  | ({ readonly kind: 'refused' } & RefusedCreation)
  | { readonly kind: 'not_found' | 'not_plan_only' }
  | { readonly kind: 'ended'; readonly status: string }
  | { readonly kind: 'not_allowed'; readonly difference: string }
  | { readonly kind: 'wrong_run'; readonly how: RunKnownBy; readonly difference: string }
  | { readonly kind: 'unreadable'; readonly run: string };

/** How a run ended that was never confirmed. */
export type UnconfirmedEnd = 'errored' | 'discarded' | 'canceled' | 'planned_and_finished' | 'policy_soft_failed';

/** How a request ended and, if the kind does not say it, why. */
export type Outcome =
  | { readonly kind: 'ended_without_run' | 'ended_with_run'; readonly why: EndingReason }
  | { readonly kind: 'denied'; readonly person: PersonId }
  | { readonly kind: 'asked_again' | 'joined' | 'unwritable' }
  | { readonly kind: 'run_ended'; readonly how: UnconfirmedEnd }
  | {
      readonly kind: 'verdict';
      readonly verdict: Verdict;
      /** HCP Terraform's name for the run's status. */
      readonly status: string;
      /** Why it was canceled from Slack. */
      readonly canceled?: EndingReason;
    }
  | { readonly kind: 'rehearsed'; readonly invocations: number | undefined }
  | { readonly kind: 'rehearsed_not_allowed'; readonly difference: string }
  | ({ readonly kind: 'creation_refused' } & RefusedCreation)
  /** The request was open in a backup that was restored. */
  | { readonly kind: 'restored'; readonly mayHaveRun: boolean }
  | { readonly kind: 'run_not_found'; readonly isRehearsal: boolean }
  | { readonly kind: 'run_unreadable'; readonly run: string | undefined }
  | { readonly kind: 'preview_failed'; readonly because: PreviewFault };
