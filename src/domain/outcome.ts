import type { Freeze } from './freeze.ts';
import type { PersonId } from './person.ts';
import type { Verdict } from './verdict.ts';
import type { WorkspaceFacts, WorkspaceFault } from './workspace-fault.ts';

// Why requests end, as data: ids, times and foreign text stand in named fields, and only `say-ending.ts` and
// `say-outcome.ts` make sentences of them. All of it is stored, so a kind or a field is never renamed.

/** What did not come before its deadline. */
export type Late =
  | 'run_it'
  | 'preview'
  | 'approvals'
  | 'decision_in_hcp_terraform'
  | 'confirmation'
  | 'confirming'
  /** It was decided to confirm the run, and HCP Terraform did not do it. */
  | 'carried_out'
  | 'start';

/** Why what was asked for is no longer what would run. */
export type StaleReason =
  | { readonly kind: 'entry_gone' | 'entry_changed'; readonly action: string; readonly environment: string }
  | { readonly kind: 'workspace_unreadable'; readonly workspace: string }
  | { readonly kind: 'workspace_renamed'; readonly workspace: string; readonly now: string }
  /** By its own document nothing can be run in it any more. */
  | { readonly kind: 'workspace_unusable'; readonly fault: WorkspaceFault }
  | { readonly kind: 'configuration_changed'; readonly workspace: string; readonly now: string | undefined }
  | {
      readonly kind: 'requester_lost_right';
      readonly person: PersonId;
      readonly action: string;
      readonly environment: string;
    }
  | { readonly kind: 'approver_lost_right' | 'glass_lost_right' };

/** How the id of a run came to be known. */
export type RunKnownBy = 'created' | 'found';

/** Why a request ends before its run was applied. */
export type EndingReason =
  | { readonly kind: 'withdrawn' | 'discarded' | 'canceled'; readonly person: PersonId }
  | { readonly kind: 'late'; readonly late: Late }
  | { readonly kind: 'stale'; readonly because: StaleReason }
  | { readonly kind: 'confirmer_lost_right'; readonly person: PersonId }
  /** The planned run is not the one that was approved, or does more than the allowlist allows. */
  | { readonly kind: 'run_differs' | 'run_not_allowed'; readonly difference: string }
  /** Seen as soon as its id was known, from the answer that created it or when it was found by its token. */
  | { readonly kind: 'wrong_run'; readonly how: RunKnownBy; readonly difference: string }
  | { readonly kind: 'never_confirmed' }
  /** An earlier release stored a finished sentence and nothing else. */
  | { readonly kind: 'said'; readonly said: string }
  | { readonly kind: 'frozen'; readonly freeze: Freeze };

/** HCP Terraform answered that it creates no run. */
export interface RefusedCreation {
  readonly status: number;
  readonly said: string;
  /** What the workspace said of itself just before. */
  readonly workspace?: WorkspaceFacts & { readonly name: string };
}

/** Why a preview lets nothing be approved. */
export type PreviewFault =
  | ({ readonly kind: 'refused' } & RefusedCreation)
  | { readonly kind: 'not_found' | 'not_plan_only' }
  | { readonly kind: 'ended'; readonly status: string }
  | { readonly kind: 'not_allowed'; readonly difference: string }
  | { readonly kind: 'wrong_run'; readonly how: RunKnownBy; readonly difference: string }
  | { readonly kind: 'unreadable'; readonly run: string };

/** How a run ended that was never confirmed. */
export type UnconfirmedEnd = 'errored' | 'discarded' | 'canceled' | 'planned_and_finished' | 'policy_soft_failed';

/** How a request ended, and where that is not all, why. */
export type Outcome =
  | { readonly kind: 'ended_without_run' | 'ended_with_run'; readonly why: EndingReason }
  | { readonly kind: 'denied'; readonly person: PersonId }
  | { readonly kind: 'asked_again' | 'joined' | 'unwritable' }
  | { readonly kind: 'run_ended'; readonly how: UnconfirmedEnd }
  | {
      readonly kind: 'verdict';
      readonly verdict: Verdict;
      /** HCP Terraform's own word for how the run stood. */
      readonly status: string;
      /** Why it was canceled from here. */
      readonly canceled?: EndingReason;
    }
  | { readonly kind: 'rehearsed'; readonly invocations: number | undefined }
  | { readonly kind: 'rehearsed_not_allowed'; readonly difference: string }
  | ({ readonly kind: 'creation_refused' } & RefusedCreation)
  | { readonly kind: 'run_not_found'; readonly isRehearsal: boolean }
  | { readonly kind: 'run_unreadable'; readonly run: string | undefined }
  | { readonly kind: 'preview_failed'; readonly because: PreviewFault };
