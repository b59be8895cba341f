import type { Freeze } from './freeze.ts';
import type { EndingReason } from './outcome.ts';
import type { PersonId } from './person.ts';

/** What the thread of a request message says, each once and in order. */
export type Milestone =
  | { readonly kind: 'approved_by'; readonly person: PersonId; readonly waitingForMore: boolean }
  | { readonly kind: 'previewed'; readonly runId: string; readonly invocations: number | undefined }
  | { readonly kind: 'run_created'; readonly runId: string; readonly found: boolean }
  | { readonly kind: 'creation_unknown' }
  | { readonly kind: 'planned'; readonly invocations: number | undefined }
  /** `because`: where it is not as the allowlist wants it, and people have to know why. */
  | { readonly kind: 'waiting_for_person'; readonly because?: 'token_cannot_apply' | 'confirm_refused' }
  | {
      readonly kind: 'waiting_in_hcp_terraform';
      readonly status: string;
      /** What can end it in Slack; `undefined` where HCP Terraform allows neither. */
      readonly endBy: 'discard' | 'cancel' | undefined;
    }
  | { readonly kind: 'applying'; readonly by: PersonId | 'bot' | 'hcp_terraform' }
  /** `because` is for the release before this one, which also stored this milestone without `why`. */
  | { readonly kind: 'ending'; readonly because: string; readonly why?: EndingReason }
  | { readonly kind: 'held'; readonly freeze: Freeze }
  | { readonly kind: 'connection_gone' }
  | { readonly kind: 'glass_broken' }
  | { readonly kind: 'reminder'; readonly until: Date }
  | { readonly kind: 'orphan_discarded'; readonly runId: string }
  /** Not in the thread: outsiders read the channel by now, so its message is drawn once more to say that the request moved. */
  | { readonly kind: 'left_channel' }
  /** Not in the thread: a direct message to somebody who can act, with the buttons. */
  | { readonly kind: 'asked_directly'; readonly person: PersonId }
  /** Not in the thread: the one message where it was asked, which says where the request message stands. */
  | { readonly kind: 'posted_elsewhere' }
  | { readonly kind: 'settled' };
